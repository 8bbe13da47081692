"""Records that Spark reads, on this computer or on a cluster whose master is named."""

from __future__ import annotations

import atexit
import csv
import os
import pickle
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

import pandas as pd
import pyarrow
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

from analysis.schema import Outcome
from analysis.sources import T, Work
from massage.registry.engine import Engine
from massage.registry.place import Place
from massage.registry.typed import Found, lay_out

LOCAL = "local[2]"
Batches = Iterator[pyarrow.RecordBatch]
ROWS_AT_ONCE = 200_000  # of a piece of whole clients, which one task holds
BLOCK = "concat_ws(':', _metadata.file_path, lpad(_metadata.file_block_start, 20, '0'))"
SENT = (".py", ".toml", ".sql")


class Spark(Engine):
    """Records on Spark, with the one SQL text's views ``records`` and ``numbered``.

    ``careful`` reads CSV files in which a quoted cell may go over several lines. Whole clients are
    sent to where Python runs; a task that is lost with its worker is done again from the records.
    """

    name, mark, text = "spark", "`", "STRING"
    numbers, whole = ("double", "decimal"), ("tinyint", "smallint", "int", "bigint")
    kinds: ClassVar[Mapping[str, Found]] = {
        "boolean": "yes_or_no", "float": "single", "string": "string"
    }  # fmt: skip
    errors = (PySparkException, Py4JJavaError)
    given = "given"

    def __init__(
        self,
        given: Place | pd.DataFrame,
        outcomes: Sequence[Outcome],
        *,
        careful: bool = False,
        master: str = "",
    ) -> None:
        self._is_own = SparkSession.getActiveSession() is None
        self._session = _start(master or LOCAL)
        self.place = given if isinstance(given, Place) else None
        self.careful, self._pieces = careful, None
        self._names: list[str] = []
        try:
            self._given = self._read(given)
            self._given.createOrReplaceTempView(self.given)
            cells = self.name_cells(dict(self._given.dtypes))
            if self._names:
                texts = zip(self._names, self._given.columns, strict=False)
                cells = {name: ("text", self.quote(cell)) for name, cell in texts}
            self.found = {name: one for name, one in cells.items() if name != "place_given"}
            self.layout = lay_out({name: kind for name, (kind, _) in self.found.items()}, outcomes)
            self._make_view("records", self._given, [])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the records, and of Spark where it was started for them."""
        if self._pieces is not None:
            self._pieces.unpersist()
        if self._is_own:
            self._session.stop()

    def select(self, statement: str) -> pd.DataFrame:
        """Return what a statement selects."""
        return self._session.sql(statement).toArrow().to_pandas()

    def is_torn(self, error: Exception) -> bool:
        """Whether this is how the reader of a CSV file gives up."""
        return "MALFORMED" in str(error)

    def number_rows(self) -> None:
        """Make the view ``numbered``: blocks of files are counted, and set one after the other."""
        if "place_given" in self._given.columns:
            self._make_view("numbered", self._given.withColumnRenamed("place_given", "place"))
            return
        self._make_view("numbered", self._place(self._given))

    def keep_clients(self, codes: pd.Index) -> None:
        """Keep only the rows of these clients in ``records``, by their codes in order."""
        table = pyarrow.table({"client_id": codes.to_numpy(dtype=object)})
        kept, records = self._session.createDataFrame(table), self._session.table("records")
        records.join(kept, "client_id", "left_semi").createOrReplaceTempView("records")

    def count_rows(self) -> list[tuple[str, int]]:
        """How many rows each file has, in the order in which they are numbered."""
        return self._counted

    def find_torn(self) -> pd.DataFrame:
        """Lines that can't be read as text, in order: ``line``, ``rule``, ``found`` cells."""
        n, separator = len(self._names), self.place.separator
        schema = ", ".join([*(f"c{k} STRING" for k in range(n)), "torn STRING"])
        read = self._read_csv(self.place, schema).option("mode", "PERMISSIVE")
        rows = read.option("columnNameOfCorruptRecord", "torn").csv(self.place.paths[0])
        placed = self._place(rows).selectExpr("torn", "place", "c0").where("torn IS NOT NULL")
        found = placed.toArrow().to_pandas().sort_values("place", ignore_index=True)
        cells = [len(next(csv.reader([one], delimiter=separator))) for one in found["torn"]]
        rule = ["few_cells" if one < n else "many_cells" for one in cells]
        return pd.DataFrame({"line": found["place"] + 1, "rule": rule, "found": cells})

    def map_clients(self, work: Work[T], columns: Sequence[str]) -> Iterator[T]:
        """Apply ``work`` to frames of whole clients, ordered by client and day, one by one.

        What is shuffled once is kept on the workers' disks for the next time.
        """
        if self._pieces is None:
            names = [f"{safe} AS {self.quote(name)}" for name, safe in self.layout.names.items()]
            rows = self._session.table("records").selectExpr(*names)
            n = max(2, -(-rows.count() // ROWS_AT_ONCE))
            apart = rows.repartition(n, "client_id").sortWithinPartitions("client_id", "day")
            self._pieces = apart.persist()
        asked = self._pieces.select(*map(self.quote, columns))
        found = asked.mapInArrow(_send(work), "found binary").toArrow()
        return (pickle.loads(one.as_py()) for one in found["found"])

    def _read(self, given: Place | pd.DataFrame) -> DataFrame:
        if not isinstance(given, Place):
            frame = pyarrow.Table.from_pandas(given, preserve_index=False)
            places = pyarrow.array(range(1, frame.num_rows + 1))
            return self._session.createDataFrame(frame.append_column("place_given", places))
        if given.kind == "parquet":
            return self._session.read.parquet(*given.paths if given.is_local else [given.name])
        self._names = [str(name) for name in given.head]
        schema = ", ".join(f"c{k} STRING" for k in range(len(self._names)))
        return self._read_csv(given, schema).option("mode", "FAILFAST").csv(given.paths[0])

    def _read_csv(self, given: Place, schema: str):  # noqa: ANN202
        read = self._session.read.schema(schema).option("header", value=True)
        read = read.option("sep", given.separator).option("escape", '"').option("maxColumns", 500)
        return read.option("multiLine", value=self.careful).option("enforceSchema", value=True)

    def _make_view(self, name: str, rows: DataFrame, kept: Sequence[str] = ("place",)) -> None:
        cells = [f"{self.found[own][1]} AS {safe}" for own, safe in self.layout.names.items()]
        rows.selectExpr(*cells, *kept).createOrReplaceTempView(f"{name}_as_found")
        selected = self.layout.select(f"SELECT * FROM {name}_as_found", kept)
        self._session.sql(selected).createOrReplaceTempView(name)

    def _place(self, rows: DataFrame) -> DataFrame:
        """Rows with their ``place`` in all files, from 1, by what each block of a file holds."""
        marked = rows.selectExpr("*", f"{BLOCK} AS block", "monotonically_increasing_id() AS at")
        blocks = marked.groupBy("block").agg({"at": "min", "*": "count"}).toArrow().to_pandas()
        blocks = blocks.rename(columns={"min(at)": "first", "count(1)": "n"}).sort_values("block")
        blocks["before"] = blocks["n"].cumsum() - blocks["n"]
        paths = blocks["block"].str.rsplit(":", n=1).str[0]
        self._counted = list(blocks.groupby(paths)["n"].sum().items())
        offsets = self._session.createDataFrame(
            pyarrow.Table.from_pandas(blocks[["block", "first", "before"]], preserve_index=False)
        )
        place = "at - first + before + 1 AS place"
        kept = [self.quote(name) for name in rows.columns]
        return marked.join(offsets.hint("broadcast"), "block").selectExpr(*kept, place)


def _start(master: str) -> SparkSession:
    """Start Spark, or take the session that is there; its Python workers get these packages."""
    if there := SparkSession.getActiveSession():
        return there
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    started = SparkSession.builder.appName("analysis").master(master)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.csv.parser.columnPruning.enabled": "false",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
    }
    if master.startswith("local") or "127.0.0.1" in master:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        settings |= {"spark.sql.shuffle.partitions": "4"}
    for name, value in settings.items():
        started = started.config(name, value)
    session = started.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.addPyFile(_pack())
    return session


def _pack() -> str:
    """Write this project's two packages into a ZIP archive for Python on the workers."""
    folder = tempfile.mkdtemp(prefix="analysis-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder, "analysis.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for package in ("analysis", "massage"):
            top = Path(str(files(package)))
            for one in top.rglob("*"):
                if one.suffix in SENT and "shipped" not in one.parts:
                    archive.write(one, Path(package, one.relative_to(top)))
    return str(path)


def _send(work: Work[T]) -> Callable[[Batches], Batches]:
    def apply(batches: Batches) -> Batches:
        if some := [one for one in batches if one.num_rows]:
            found = work(pyarrow.Table.from_batches(some).to_pandas())
            yield pyarrow.RecordBatch.from_pydict({"found": [pickle.dumps(found)]})

    return apply
