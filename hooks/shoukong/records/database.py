"""The database: DuckDB itself, without the package around it, of which nothing is used and which loads slowly."""

try:
    from _duckdb import DuckDBPyConnection, Error, InvalidInputException, IOException, __version__, connect
except ImportError:  # a release that is put together otherwise
    from duckdb import DuckDBPyConnection, Error, InvalidInputException, IOException, __version__, connect

__all__ = ["DuckDBPyConnection", "Error", "IOException", "InvalidInputException", "__version__", "connect"]
