# The worker: for each request it starts two processes, one for the program and one for the tests,
# and ends both. It reads neither the program nor the tests, so that its next child cannot find them
# in inherited memory.
import collections
import gc
import select
import shutil
import socket
import tempfile
import time

import bisect, copy, dataclasses, datetime, decimal, enum, fractions, functools, hashlib  # noqa
import heapq, itertools, math, operator, random, re, statistics, string, typing  # noqa

Limits = collections.namedtuple("Limits", "cpu_s wall_ms memory_mb processes files_mb")


def child(work, *args):
    """Forks a process that does its work and is never seen again."""
    pid = os.fork()
    if pid == 0:
        try:
            work(*args)
        except BaseException:
            pass
        finally:
            os._exit(0)
    return pid


class Worker:
    def __init__(self, enclosed):
        self.enclosed = enclosed
        self.own_space = os.open("/proc/self/ns/pid", os.O_RDONLY) if enclosed else -1
        self.processes = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
        if enclosed:
            enclose()
        else:
            checked(LIBC.prctl(36, 1, 0, 0, 0), "subreaper")
        checked(LIBC.prctl(4, 0, 0, 0, 0), "dumpable")  # its pipes are not opened through /proc
        gc.collect()
        gc.freeze()

    def serve(self):
        self.answer({"ready": True})
        while True:
            try:
                request = read_exactly(0, 20)
            except EOFError:
                return
            self.answer(self.judge(Limits(*struct.unpack(">5I", request))))

    def answer(self, message):
        send(1, message)

    def judge(self, limits):
        deadline = time.monotonic() + limits.wall_ms / 1000
        near, far = socket.socketpair()
        place = "/tmp" if self.enclosed else tempfile.mkdtemp(prefix="program-")
        if self.enclosed:
            checked(LIBC.unshare(CLONE_NEWPID), "unshare")
        program = child(self.program, limits, near, far, place)
        if self.enclosed:
            checked(LIBC.setns(self.own_space, CLONE_NEWPID), "setns")
        far.close()
        told, report = os.pipe()
        harness = 0
        try:
            if not self.heard(near, deadline):
                return self.lost("the process of the program did not start")
            message = receive(near.fileno())
            if "read" not in message:
                return self.lost(str(message))
            harness = child(self.harness, near, told, report)
            os.close(report)
            report = -1
            if not self.heard(told, deadline) or os.read(told, 1) != b"r":
                return self.lost("the process of the tests did not start")
            return self.result(told, harness, deadline, limits)
        finally:
            for pid in (harness, program):
                if pid:
                    self.end(pid)
            near.close()
            if not self.enclosed:
                self.end_orphans()
                shutil.rmtree(place, ignore_errors=True)
            os.close(told)
            if report >= 0:
                os.close(report)

    def lost(self, why):
        """What was not read is still in the pipe: this worker is of no more use."""
        return {"verdict": "lost", "loaded": False, "detail": why}

    def heard(self, fd, deadline):
        return bool(select.select([fd], [], [], max(0, deadline - time.monotonic()))[0])

    def program(self, limits, near, far, place):
        near.close()
        os.close(1)
        os.close(self.processes)
        if self.enclosed:
            os.close(self.own_space)
        try:
            confine(limits, self.enclosed, place)
        except Exception as e:
            send(far.fileno(), {"error": str(e)})
            return
        run_program(0, far.fileno())

    def harness(self, near, told, report):
        os.close(1)
        os.close(told)
        run_harness(0, near.fileno(), report)

    def result(self, told, harness, deadline, limits):
        text = b""
        while True:
            moment = min(deadline, time.monotonic() + 0.1)
            if self.heard(told, moment):
                part = os.read(told, 65536)
                if part:
                    text += part
                    continue
                if text:
                    return json.loads(text)
                return {"verdict": "failed", "loaded": True, "detail": "the tests did not end"}
            if time.monotonic() >= deadline:
                detail = "not done within %d ms" % limits.wall_ms
                return {"verdict": "timeout", "loaded": True, "detail": detail}
            if self.enclosed and self.resident_mb() > limits.memory_mb + 64:
                detail = "more than %d MB in all processes" % limits.memory_mb
                return {"verdict": "memory", "loaded": True, "detail": detail}

    def resident_mb(self):
        """Memory of every process in here but this one."""
        pages = 0
        for name in os.listdir(self.processes):
            if name.isdigit() and name != "1":
                try:
                    fd = os.open(name + "/statm", os.O_RDONLY, dir_fd=self.processes)
                except OSError:
                    continue
                try:
                    words = os.read(fd, 200).split()
                    pages += int(words[1]) - int(words[2])
                except (OSError, IndexError):
                    pass
                finally:
                    os.close(fd)
        return pages * resource.getpagesize() >> 20

    def end(self, pid):
        """Ends a process; in a name space of its own, all that it started end with it."""
        try:
            os.kill(pid, signal.SIGKILL)
            if not self.enclosed:
                os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(pid, 0)

    def end_orphans(self):
        """Without a name space: what left its process group came to this process when orphaned."""
        for _ in range(100):
            with open("/proc/self/task/%d/children" % os.getpid()) as file:
                left = file.read().split()
            if not left:
                return
            for pid in left:
                try:
                    os.kill(int(pid), signal.SIGKILL)
                    os.waitpid(int(pid), 0)
                except (ProcessLookupError, ChildProcessError):
                    pass


Worker(sys.argv[1] == "namespaces").serve()
