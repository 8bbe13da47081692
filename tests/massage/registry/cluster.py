"""A Spark master and two workers on loopback, each a process that can be stopped."""

import os
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
PATIENCE = 180  # seconds
REGISTERED = "Successfully registered with driver"


class Cluster:
    """Where the master listens, and the processes of master and workers."""

    def __init__(self, folder):
        self.folder = Path(folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.master = f"spark://127.0.0.1:{port}"
        self._log = self.folder / "master.log"
        own = ["--host", "127.0.0.1", "--webui-port", "0"]
        self.processes = [self._start("master.Master", self._log, *own, "--port", str(port))]
        _wait_for(self._log, "Starting Spark master", 1)
        size = ["--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / "work")]
        for k in range(2):
            log = self.folder / f"worker_{k}.log"
            self.processes.append(self._start("worker.Worker", log, *own, *size, self.master))
        _wait_for(self._log, "Registering worker", 2)

    def _start(self, name, log, *arguments):
        settings = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(HOME)}
        command = [HOME / "bin" / "spark-class", f"org.apache.spark.deploy.{name}", *arguments]
        with log.open("w") as file:
            return subprocess.Popen(
                command, env=os.environ | settings, stdout=file, stderr=file,
                start_new_session=True,
            )  # fmt: skip

    def wait_for_executors(self):
        """Wait until the program knows both workers, and one that stops is missed."""
        logs = self.folder / "work"
        until = time.monotonic() + PATIENCE
        while sum(REGISTERED in log.read_text() for log in logs.glob("app-*/*/stderr")) < 2:
            assert time.monotonic() < until, "fewer than two executors were registered"
            time.sleep(0.2)

    def stop_worker(self, driver):
        """Stop one worker, and what it runs, without a warning; the program waits meanwhile."""
        log = self.folder / "driver.log"
        driver.send_signal(signal.SIGSTOP)
        assert driver.poll() is None, log.read_text()
        self._kill(self.processes.pop())
        try:
            _wait_for(log, "Lost executor", 1)
        finally:
            driver.send_signal(signal.SIGCONT)

    def stop(self):
        """Stop what still runs."""
        while self.processes:
            self._kill(self.processes.pop())

    def _kill(self, process):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for(log, words, times):
    until = time.monotonic() + PATIENCE
    while log.read_text().count(words) < times:
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.2)


@contextmanager
def open_cluster(folder):
    """A cluster for as long as it is needed."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.stop()
