"""Charts drawn when the site is built: SVG with real text, what it shows in words, and the numbers behind it.

Each drawing stands twice in its figure, laid out for a wide and a narrow column; portal.css shows the one that fits.
A value that is no finite number counts as none. Two figures of the same content have the same ids.

`numerals` and `lettering` write numbers and texts, `content` and `shares` are what is shown, `words` says it; `scale`,
`plot` and `labels` lay a drawing out, `figure` puts it together; `trend`, `bars`, `pareto`, `sparkline` are the charts.
"""

from shoukong.pages.chart.bars import bar_chart
from shoukong.pages.chart.content import Series
from shoukong.pages.chart.pareto import pareto_chart
from shoukong.pages.chart.sparkline import spark
from shoukong.pages.chart.trend import STYLES, trend_chart

__all__ = ["STYLES", "Series", "bar_chart", "pareto_chart", "spark", "trend_chart"]
