# 常用命令 · the commands. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
FORMAT ?= text
MESSAGES ?=
# 环境变量：只列此后新增的 · from the environment: a commit or branch, to list what is new since
SINCE ?=
AUDIENCE ?=
PUBLISH ?=
export HOME ?= $(CURDIR)/.venv
export NO_MKDOCS_2_WARNING := 1
LOCK := $(BIN)/uv pip compile -q --upgrade --generate-hashes --universal --python-version 3.11 --no-header \
	--no-emit-index-url --no-emit-find-links pyproject.toml --extra site

# A virtual environment whose Python is gone, or that came here with a moved or copied folder, is made anew.
$(shell [ -x $(BIN)/python ] && grep -qsxF "$$(pwd -P)" .venv/.site || rm -f .venv/.site .venv/.test)

.PHONY: help setup setup-test site serve open check test lint bench lock clean

help: ## 列出命令 · list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: .venv/.site node_modules/.site ## 安装网站所需 · install what the site needs

setup-test: .venv/.test node_modules/.site ## 安装测试所需 · install what the tests need, Chromium included
	@setup/chromium.sh >/dev/null

.venv/.site: requirements/site.txt pyproject.toml setup/python.sh
	@setup/python.sh site && pwd -P >$@

.venv/.test: requirements/test.txt .venv/.site
	@setup/python.sh test && touch $@

node_modules/.site: package-lock.json package.json setup/browser-libraries.sh .venv/.site
	@setup/browser-libraries.sh && touch $@

check: .venv/.site ## 检查文件、表单与记录 · check documents, forms and records
	@$(BIN)/shoukong check --format $(FORMAT) $(if $(MESSAGES),--lang $(MESSAGES)) $${SINCE:+--new-since "$$SINCE"}

site: setup ## 检查并生成网站 site/ · check, then build the site
	@$(BIN)/shoukong build $(if $(PUBLISH),--publish) $(if $(AUDIENCE),--audience $(AUDIENCE)) $(if $(MESSAGES),--lang $(MESSAGES))

serve: setup ## 边改边看 · serve with live reload
	@$(BIN)/mkdocs serve

open: ## 在 http://localhost:8000/ 看 site/ · serve the built site
	@echo "http://localhost:8000/  （Ctrl+C 结束 · stops）"; python3 -m http.server --bind 127.0.0.1 -d site 8000

test: setup-test lint ## 全部检验 · all checks: format, lint, types, tests
	@CHROMIUM="$$(setup/chromium.sh)" $(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

lint: .venv/.test ## 格式、写法与类型 · format, lint and types
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

bench: .venv/.test node_modules/.site ## 测速 · measure time and memory
	@$(BIN)/python -m benchmarks

lock: .venv/.test ## 更新依赖锁 · refresh the locks
	@$(BIN)/python -m pip --disable-pip-version-check -q install uv
	@$(LOCK) requirements/site.in -o requirements/site.txt
	@$(LOCK) requirements/test.in -c requirements/site.txt -o requirements/test.txt
	@setup/browser-libraries.sh --package-lock-only

clean: ## 删去生成与安装的内容 · remove what was built and installed
	@rm -rf .venv node_modules site .pytest_cache .mypy_cache .ruff_cache .hypothesis
