"""A tracker that does what its first argument, a list of actions in JSON, says. What it hears it writes to the file that
its second argument names, a line each, and so do its children with their process ids."""

import json
import os
import signal
import socket
import subprocess
import sys
import time


def main():
    actions = json.loads(sys.argv[1])
    record = open(sys.argv[2], "ab", buffering=0) if len(sys.argv) > 2 else None
    if "TRAX_SOCKET" in os.environ:
        connection = socket.create_connection(("127.0.0.1", int(os.environ["TRAX_SOCKET"])))
        hears, says = connection.makefile("rb"), connection.makefile("wb", buffering=0)
    else:
        hears, says = sys.stdin.buffer, open(1, "wb", buffering=0)

    def act(action):
        kind, value = next(iter(action.items()))
        if kind == "say":
            says.write(value.encode("utf-8"))
        elif kind == "print":
            os.write(1, value.encode("utf-8"))
        elif kind == "error":
            os.write(2, value.encode("utf-8"))
        elif kind == "hear":
            line = hears.readline()
            if record:
                record.write(line)
            if line == b"" or (line.startswith(b"@@TRAX:quit") and value != "deaf"):
                sys.exit(0)
        elif kind == "sleep":
            time.sleep(value)
        elif kind == "exit":
            os._exit(value)
        elif kind == "die":
            os.kill(os.getpid(), getattr(signal, value))
        elif kind == "ignore":
            signal.signal(getattr(signal, value), signal.SIG_IGN)
        elif kind == "close":
            says.close()
        elif kind == "flood":
            lines = (b"x" * 99 + b"\n") * 500
            for stream in open(1, "wb", closefd=False), open(2, "wb", closefd=False):
                for _ in range(value // len(lines)):
                    stream.write(lines)
                stream.flush()
        elif kind == "report":
            record.write((value + " " + str(os.environ.get(value, os.getcwd())) + "\n").encode())
        elif kind == "pid":
            record.write(f"pid {os.getpid()}\n".encode())
        elif kind == "child":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            record.write(f"pid {child.pid}\n".encode())
        elif kind == "always":
            while True:
                for inner in value:
                    act(inner)
        elif kind == "once":
            # Only the first process that comes here does it.
            try:
                os.close(os.open(sys.argv[2] + ".once", os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return
            for inner in value:
                act(inner)
        else:
            raise ValueError(kind)

    for action in actions:
        act(action)


main()
