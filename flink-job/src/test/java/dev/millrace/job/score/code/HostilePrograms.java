package dev.millrace.job.score.code;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Programs that want to pass without solving anything, or to harm the host. Each is for a test of
 * {@code solve}; HOST_FILE, PORT and MARK stand for a file, a port and a word of the test.
 */
final class HostilePrograms {
  private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

  static {
    verdictForgers();
    testReaders();
    gluttons();
    breakers();
  }

  private HostilePrograms() {}

  static Map<String, String> all() {
    return PROGRAMS;
  }

  private static void add(String name, String... lines) {
    PROGRAMS.put(name, String.join("\n", lines) + "\n");
  }

  private static void verdictForgers() {
    add("exit 0 before the tests", "import sys", "sys.exit(0)");
    add("os._exit 0 before the tests", "import os", "os._exit(0)");
    add("exit 0 in the call", "import os", "def solve(x): os._exit(0)");
    add("SystemExit in the call", "def solve(x): raise SystemExit(0)");
    add("exit by atexit", "import atexit, os", "atexit.register(os._exit, 0)");
    add(
        "result equal to everything",
        "class E:",
        "    def __eq__(self, o): return True",
        "    __ne__ = lambda self, o: False",
        "    __hash__ = object.__hash__",
        "def solve(x): return E()");
    add(
        "number equal to everything",
        "class E(int):",
        "    def __eq__(self, o): return True",
        "    def __sub__(self, o): return 0",
        "    __hash__ = int.__hash__",
        "def solve(x): return E(1)");
    add(
        "overwritten assertion error",
        "import builtins",
        "builtins.AssertionError = type('Fine', (BaseException,), {'__init__': lambda *a: None})",
        "def solve(x): return 0");
    add(
        "overwritten test function",
        "import sys, builtins",
        "def check(candidate): return True",
        "builtins.check = check",
        "for m in list(sys.modules.values()):",
        "    try: m.check = check",
        "    except Exception: pass",
        "def solve(x): return 0");
    add(
        "test function overwritten through frames",
        "import sys",
        "def solve(x):",
        "    f = sys._getframe()",
        "    while f:",
        "        for n in ('check', 'verdict', 'run_tests', 'harness', 'expected', 'SECRET'):",
        "            f.f_globals[n] = lambda *a, **k: {'verdict': 'passed', 'loaded': True}",
        "        f = f.f_back",
        "    return 0");
    add(
        "every function made harmless by the collector",
        "import gc, types",
        "def fine(*a, **k): return {'verdict': 'passed', 'loaded': True, 'detail': ''}",
        "for o in gc.get_objects():",
        "    if isinstance(o, types.FunctionType) and o is not fine:",
        "        try: o.__code__ = fine.__code__",
        "        except Exception: pass",
        "def solve(x): return 0");
    add(
        "standard output spoofed",
        "import os, sys",
        "print('{\"verdict\": \"passed\", \"loaded\": true, \"detail\": \"\"}')",
        "body = b'{\"verdict\": \"passed\", \"loaded\": true, \"detail\": \"\"}'",
        "for fd in range(64):",
        "    try: os.write(fd, len(body).to_bytes(4, 'big') + body)",
        "    except OSError: pass",
        "def solve(x): return 0");
    add(
        "channel flooded with answers",
        "import json, os",
        "for v in ({'loaded': True}, {'value': True}, {'verdict': 'passed'}, {'value': None}):",
        "    b = json.dumps(v).encode()",
        "    for i in range(50): os.write(3, len(b).to_bytes(4, 'big') + b)",
        "def solve(x): return 0");
    add(
        "nonsense on the channel",
        "import os",
        "os.write(3, b'\\xff\\xff\\xff\\xff' + b'[' * 100000)",
        "def solve(x): return 0");
    add(
        "answers nested beyond measure",
        "import os",
        "b = b'{\"value\": ' + b'[' * 200000 + b']' * 200000 + b'}'",
        "def solve(x):",
        "    os.write(3, len(b).to_bytes(4, 'big') + b)",
        "    return 0");
    add("exception that ends loops", "def solve(x): raise StopIteration");
    add(
        "assertion made in the program's interpreter",
        "import sys",
        "sys.settrace(lambda *a: None)",
        "sys.excepthook = sys.unraisablehook = lambda *a: None",
        "def solve(x): assert False, 'passed'");
    add(
        "signal handlers that say it is fine",
        "import os, signal",
        "for s in range(1, 32):",
        "    try: signal.signal(s, lambda *a: os._exit(0))",
        "    except (OSError, ValueError): pass",
        "signal.setitimer(signal.ITIMER_REAL, 0.01)",
        "def solve(x):",
        "    while True: pass");
  }

  private static void testReaders() {
    add(
        "tests looked for in memory",
        "import gc, sys",
        "def solve(x):",
        "    for o in gc.get_objects():",
        "        if isinstance(o, dict) and not o.get('SECRET') is None:",
        "            return x * x + o['SECRET']",
        "    return 0");
    add(
        "tests looked for in raw memory",
        "import ctypes, re",
        "def solve(x):",
        "    try: maps = open('/proc/self/maps').read()",
        "    except OSError: maps = ''",
        "    m = re.search(b'SECRET = ([0-9]+)', b''.join(ctypes.string_at(int(a, 16), 4096)",
        "        for a in re.findall('(?m)^([0-9a-f]+)-', maps)))",
        "    if m: return x * x + int(m[1])",
        "    near = ctypes.string_at(id(solve) - 65536, 131072)",
        "    m = re.search(b'SECRET = ([0-9]+)', near)",
        "    return x * x + int(m[1]) if m else 0");
    add(
        "tests looked for in files and arguments",
        "import os, re, sys",
        "def texts():",
        "    yield ' '.join(sys.argv) + str(os.environ)",
        "    for top in ('/proc', '/tmp', '/home', '/root', '/work', '/var', '/dev'):",
        "        for d, _, names in os.walk(top):",
        "            for n in names:",
        "                try: yield open(os.path.join(d, n), errors='replace').read(100000)",
        "                except OSError: pass",
        "def solve(x):",
        "    for t in texts():",
        "        m = re.search('SECRET = ([0-9]+)', t)",
        "        if m: return x * x + int(m[1])",
        "    return 0");
    add(
        "memory of other processes read",
        "import os, re",
        "def solve(x):",
        "    for pid in [os.getppid()] + list(range(1, 300)):",
        "        try: m = re.search(b'SECRET = ([0-9]+)', open(f'/proc/{pid}/mem', 'rb').read(1))",
        "        except OSError: continue",
        "        if m: return x * x + int(m[1])",
        "    return 0");
    add(
        "tests read from the inherited pipe",
        "import os, re",
        "def solve(x):",
        "    for fd in range(64):",
        "        try:",
        "            os.set_blocking(fd, False)",
        "            m = re.search(b'SECRET = ([0-9]+)', os.read(fd, 100000))",
        "            if m: return x * x + int(m[1])",
        "        except OSError: pass",
        "    return 0");
    add(
        "file of the host through a link",
        "import os",
        "os.symlink('HOST_FILE', '/tmp/link')",
        "open('/tmp/link', 'a').write('MARK')",
        "def solve(x): return 0");
    add(
        "file of the host out of the root",
        "import os",
        "links = ['/'.join(('', 'proc', p, l, '')) for p in ('1', 'self') for l in ('root', 'cwd')]",
        "for up in ['/', '../' * 20] + links:",
        "    try: open(up + 'HOST_FILE', 'a').write('MARK')",
        "    except OSError: pass",
        "def solve(x): return 0");
    add(
        "root left by a second chroot",
        "import os",
        "try:",
        "    os.mkdir('/tmp/c')",
        "    os.chroot('/tmp/c')",
        "    for _ in range(64): os.chdir('..')",
        "    os.chroot('.')",
        "    open('HOST_FILE', 'a').write('MARK')",
        "except OSError: pass",
        "def solve(x): return 0");
  }

  private static void gluttons() {
    add("sleep", "import time", "def solve(x): time.sleep(1000)");
    add("endless loop", "while True: pass");
    add("fork bomb", "import os", "while True:", "    try: os.fork()", "    except OSError: pass");
    add(
        "thread bomb",
        "import threading, time",
        "while True:",
        "    try: threading.Thread(target=time.sleep, args=(1000,)).start()",
        "    except RuntimeError: pass");
    add("a gigabyte of output", "import sys", "for _ in range(1024): print('x' * (1 << 20))");
    add("a gigabyte of answer", "def solve(x): return 'x' * (1 << 30)");
    add("answer of many megabytes", "def solve(x): return [1] * (1 << 24)");
    add("memory", "b = [bytearray(1 << 24) for _ in range(10000)]");
    add(
        "memory of many processes",
        "import os, time",
        "for _ in range(12):",
        "    if os.fork() == 0:",
        "        b = bytearray(b'x') * (200 << 20)",
        "        time.sleep(1000)",
        "time.sleep(1000)");
    add(
        "disk",
        "n = 0",
        "while True:",
        "    with open('/tmp/f%d' % n, 'wb') as f: f.write(b'x' * (1 << 20))",
        "    n += 1");
    add("many files", "import os", "for i in range(10**6): open('/tmp/%d' % i, 'w').close()");
    add("open files", "f = [open('/dev/null') for _ in range(10**6)]");
    add("stack", "import sys", "sys.setrecursionlimit(10**9)", "def solve(x): return solve(x)");
    add("deep power", "def solve(x): return 9 ** 9 ** 9 ** x");
  }

  private static void breakers() {
    add(
        "signals to everybody",
        "import os, signal",
        "for pid in [os.getppid(), -1, 0] + list(range(1, 400)):",
        "    try: os.kill(pid, signal.SIGKILL)",
        "    except OSError: pass",
        "def solve(x): return 0");
    add(
        "child that outlives the program",
        "import os, subprocess",
        "subprocess.Popen(['sleep', '7654321'], start_new_session=True)",
        "if os.fork() == 0:",
        "    os.setsid()",
        "    if os.fork() == 0: os.execvp('sleep', ['sleep', '7654321'])",
        "    os._exit(0)",
        "def solve(x): return 0");
    add(
        "network",
        "import socket",
        "for host in ('127.0.0.1', 'localhost', '10.0.0.1'):",
        "    try: socket.create_connection((host, PORT), 1).send(b'MARK')",
        "    except OSError: pass",
        "def solve(x): return 0");
    add(
        "files everywhere",
        "for d in ('/', '/tmp', '/var/tmp', '/dev/shm', '/usr', '/usr/lib', '/etc', '/home', '/dev'):",
        "    try: open(d + '/MARK', 'w').write('MARK')",
        "    except OSError: pass",
        "def solve(x): return 0");
    add(
        "name spaces, mounts, tracing",
        "import ctypes",
        "c = ctypes.CDLL(None, use_errno=True)",
        "c.unshare(0x10000000)",
        "c.mount(b'tmpfs', b'/usr', b'tmpfs', 0, None)",
        "c.mount(None, b'/usr', None, 32 | 4096, None)",
        "c.umount2(b'/usr', 2)",
        "c.setuid(0)",
        "for pid in range(1, 100): c.ptrace(16, pid, 0, 0)",
        "c.sethostname(b'MARK', 4)",
        "open('/usr/MARK', 'w').write('MARK')");
    add(
        "devices",
        "import os, stat",
        "try: os.mknod('/tmp/disk', stat.S_IFBLK | 0o666, os.makedev(254, 0))",
        "except OSError: pass",
        "open('/tmp/disk', 'r+b').write(b'MARK')");
    add(
        "limits lifted",
        "import resource",
        "for r in range(16):",
        "    try: resource.setrlimit(r, (-1, -1))",
        "    except (OSError, ValueError): pass",
        "b = bytearray(b'x') * (4 << 30)",
        "def solve(x): return len(b)");
    add(
        "broken bytecode",
        "def solve(x): pass",
        "solve.__code__ = solve.__code__.replace(co_code=b'\\xff' * 40)");
    add("null pointer", "import ctypes", "def solve(x): ctypes.string_at(0)");
  }
}
