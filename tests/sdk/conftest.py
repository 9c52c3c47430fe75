"""Starts the simulator for the tests and gives one driver per SDK.

A driver has one method, ``call(action, **parameters)``, and answers with the decoded body. It raises what its SDK
raises, so a test sees exactly what a user of that SDK sees.
"""

import json
import os
import subprocess
import urllib.request

import pytest

import drivers

KEY_ID = "LTAI5tSdkTest"
KEY_SECRET = "sdk-test-secret"


class Simulator:
    """A simulator process and its admin interface."""

    def __init__(self, address_file):
        binary = os.environ.get("SIMULATOR_BIN")
        if not binary:
            pytest.exit("SIMULATOR_BIN has to name the simulator's binary", returncode=2)
        self.process = subprocess.Popen(
            [
                binary,
                "--listen=127.0.0.1:0",
                f"--address-file={address_file}",
                f"--access-key-id={KEY_ID}",
                f"--access-key-secret={KEY_SECRET}",
                "--exit-with-stdin",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line.startswith("dataworks-simulator listening on http://127.0.0.1:"), line
        self.url = address_file.read_text()
        assert line.strip().endswith(self.url)

    @property
    def authority(self):
        """Host and port."""
        return self.url.removeprefix("http://")

    def admin(self, method, path, body=None):
        """Calls the admin interface."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_admin/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def stop(self):
        """Closes standard input, which has to be enough."""
        self.process.stdin.close()
        assert self.process.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """The process, one for all tests."""
    simulator = Simulator(tmp_path_factory.mktemp("simulator") / "address")
    yield simulator
    simulator.stop()


@pytest.fixture
def simulator(running):
    """The simulator in its start state."""
    running.admin("POST", "reset")
    return running


@pytest.fixture(params=drivers.ALL, ids=lambda driver: driver.__name__)
def driver_class(request):
    """Each SDK in each of its modes."""
    return request.param


@pytest.fixture
def driver(simulator, driver_class):
    """A driver with the key of the simulator."""
    return driver_class(simulator.authority, KEY_ID, KEY_SECRET)
