# Walls: what a program is kept from, through name spaces, limits and dropped privileges.
import resource
import signal
import sys

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWPID = 0x00020000, 0x08000000, 0x20000000
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result, what):
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, what + ": " + os.strerror(error))


def mount(source, target, kind, flags, data=None):
    text = [item.encode() if item is not None else None for item in (source, target, kind, data)]
    result = LIBC.mount(text[0], text[1], text[2], ctypes.c_ulong(flags), text[3])
    checked(result, "mount " + target)


def enclose():
    """Makes the root of this mount name space one of system libraries only, all read-only."""
    with open("/proc/sys/user/max_user_namespaces", "w") as most:
        most.write("0")  # nobody in here gets capabilities back by a name space of their own
    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")  # when memory ends, the host gives up this before anything else
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    root = next(path for path in ("/mnt", "/tmp", "/sys") if os.path.isdir(path))
    before = {line[0] for line in mounts()}
    interpreter = {os.path.realpath(path) for path in (sys.base_prefix, sys.prefix)}
    mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=200,mode=755")
    for name in ("usr", "bin", "sbin", "lib", "lib32", "lib64", "etc/alternatives"):
        place(root, "/" + name)
    for prefix in interpreter:
        if not prefix.startswith("/usr"):
            place(root, prefix)
    for name in ("etc/ld.so.cache", "etc/localtime"):
        place(root, "/" + name)
    for name in ("null", "zero", "random", "urandom"):
        place(root, "/dev/" + name)
    for name in ("tmp", "proc"):
        os.mkdir(root + "/" + name)
    os.symlink("/tmp", root + "/dev/shm")
    close_for_writing(line for line in mounts() if line[0] not in before)
    os.chdir(root)
    checked(LIBC.syscall(PIVOT_ROOT[os.uname().machine], b".", b"."), "pivot_root")
    checked(LIBC.umount2(b".", MNT_DETACH), "umount")
    os.chdir("/")


def place(root, path):
    """Shows a path of the host under the new root, when there is one."""
    if not os.path.lexists(path):
        return
    target = root + path
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(path) and os.path.isdir(path):
        os.symlink(os.readlink(path), target)
        return
    if os.path.isdir(path):
        os.mkdir(target)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
    mount(os.path.realpath(path), target, None, MS_BIND | MS_REC)


def mounts():
    with open("/proc/self/mountinfo") as table:
        return [line.split() for line in table]


def close_for_writing(lines):
    names = {"nosuid": MS_NOSUID, "nodev": MS_NODEV, "noexec": MS_NOEXEC}
    names.update(noatime=1024, nodiratime=2048, relatime=1 << 21)
    for line in lines:
        at = line[4]
        flags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID
        flags |= 0 if "/dev/" in at else MS_NODEV
        for option in line[5].split(","):
            flags |= names.get(option, 0)
        mount("none", at, None, flags)


def limit(name, value):
    resource.setrlimit(name, (value, value))


def confine(limits, enclosed, place):
    """What the process of a program does to itself before it reads a word of the program."""
    os.setsid()
    if enclosed:
        checked(LIBC.unshare(CLONE_NEWNS | CLONE_NEWIPC), "unshare")
        size = "size=%dm,nr_inodes=1000,mode=700" % limits.files_mb
        mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size)
    os.chdir(place)
    os.environ["HOME"] = os.environ["TMPDIR"] = place
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_CPU, limits.cpu_s)
    limit(resource.RLIMIT_AS, limits.memory_mb << 20)
    limit(resource.RLIMIT_FSIZE, limits.files_mb << 20)
    limit(resource.RLIMIT_NOFILE, 64)
    # The kernel counts those of a user: in a name space of users there are no others.
    others = 0 if enclosed else tasks_of(os.getuid())
    limit(resource.RLIMIT_NPROC, others + limits.processes)
    if enclosed:
        limit(resource.RLIMIT_MEMLOCK, 0)
        limit(resource.RLIMIT_MSGQUEUE, 0)
        drop_capabilities()
    checked(LIBC.prctl(38, 1, 0, 0, 0), "no_new_privs")
    forbid_calls()


def tasks_of(user):
    count = 0
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.stat("/proc/" + name).st_uid in (user, 0):
                with open("/proc/%s/status" % name) as status:
                    words = dict(line.split(":", 1) for line in status)
                own = int(words["Uid"].split()[0]) == user
                count += int(words["Threads"]) if own else 0
        except OSError:
            pass
    return count


def drop_capabilities():
    last = 0
    while LIBC.prctl(24, last, 0, 0, 0) == 0:  # the bounding set
        last += 1
    checked(LIBC.prctl(28, 0x2F, 0, 0, 0), "securebits")  # uid 0 is nobody special, for good
    header = struct.pack("=Ii", 0x20080522, 0)
    checked(LIBC.capset(header, bytes(24)), "capset")


# Calls that no exercise needs and that reach far into the kernel or out of the process. By number:
# x86_64, then aarch64.
FORBIDDEN = {
    "x86_64": (0xC000003E, [101, 310, 311, 165, 166, 155, 272, 308, 321, 298, 250, 248, 249, 323]
               + [425, 426, 427, 246, 320, 175, 313, 176, 304, 303, 161, 312, 428, 429, 430, 442]
               + [41], 435),
    "aarch64": (0xC00000B7, [117, 270, 271, 40, 39, 41, 97, 268, 280, 241, 219, 217, 218, 282]
                + [425, 426, 427, 104, 294, 105, 273, 106, 265, 264, 51, 272, 428, 429, 430, 442]
                + [198], 435),
}


def forbid_calls():
    """A seccomp filter: the calls above fail with EPERM, those of a foreign architecture kill."""
    if os.uname().machine not in FORBIDDEN:
        return
    architecture, numbers, clone3 = FORBIDDEN[os.uname().machine]
    deny, unknown, allow, kill = 0x00050001, 0x00050026, 0x7FFF0000, 0x80000000
    steps = [(0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, kill), (0x20, 0, 0, 0)]
    if os.uname().machine == "x86_64":  # the x32 calls have numbers of their own
        steps += [(0x35, 0, 1, 0x40000000), (0x06, 0, 0, deny)]
    for number in numbers:
        steps += [(0x15, 0, 1, number), (0x06, 0, 0, deny)]
    # clone3 hides its flags from a filter: a libc that hears ENOSYS uses clone instead.
    steps += [(0x15, 0, 1, clone3), (0x06, 0, 0, unknown), (0x06, 0, 0, allow)]
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code, len(code))
    filter_ = struct.pack("@HP", len(steps), ctypes.addressof(buffer))
    checked(LIBC.prctl(22, 2, filter_, 0, 0), "seccomp")
