"""Makes the container images, pushes them to a registry on loopback, and runs what is in them by chroot.

STATIC_IMAGELOCK is the static binary. Nothing emulates another processor here: for arm64 an image holds a file that says
it is for arm64, and is not run. Ends with `N passed, N failed`, and with 1 where one failed.
"""

import base64
import hashlib
import json
import os
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from registry import Registry

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / "automation/release"
STATIC = os.environ["STATIC_IMAGELOCK"]
USER = 65532
DIGEST = "sha256:" + "1" * 64

passed = failed = 0


@contextmanager
def test(name):
    global passed, failed
    try:
        yield
    except Exception as error:  # a test that breaks is one that fails
        failed += 1
        print(f"FAILED: {name}: {type(error).__name__}: {error}")
    else:
        passed += 1
        print(f"ok: {name}")


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)


def good(*command, **options):
    done = run(*command, **options)
    assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}"
    return done.stdout


def contents(directory):
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@contextmanager
def login_wanted():
    """A registry that takes no credentials, which imagelock tells with the place where it found them."""

    class Refusal(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="lab"')
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def push(layout, repository, *tags):
    options = {**os.environ, "SKOPEO_OPTIONS": "--dest-tls-verify=false"}
    good(RELEASE / "push-image", layout, repository, *tags, env=options)


class Container:
    """The tree of an image that a registry has, and its configuration, as a runtime applies them."""

    def __init__(self, directory, reference):
        directory.mkdir()
        pulled = directory / "pulled"
        good("skopeo", "copy", "--quiet", "--src-tls-verify=false", "docker://" + reference, f"dir:{pulled}")
        manifest = json.loads((pulled / "manifest.json").read_text())
        blob = lambda descriptor: pulled / descriptor["digest"].partition(":")[2]
        self.config = json.loads(blob(manifest["config"]).read_text())["config"]
        self.root = directory / "root"
        self.root.mkdir()
        for layer in manifest["layers"]:
            # With the users of the layer, as root
            good("tar", "--extract", "--same-owner", "--numeric-owner", "-f", blob(layer), "-C", self.root)

    def mount(self, files, user=USER):
        """Files of a user, by default of one with the number of the image's."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            os.chown(path, user, user)

    def own(self, directory):
        good("chown", "--recursive", f"{USER}:{USER}", self.root / directory)

    def run(self, *command, user=USER):
        def enter():
            os.chroot(self.root)
            os.chdir(self.config["WorkingDir"])
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)

        environment = dict(entry.split("=", 1) for entry in self.config["Env"])
        command = [*self.config.get("Entrypoint", []), *command]
        return subprocess.run(command, capture_output=True, text=True, env=environment, preexec_fn=enter)


def from_scratch(temporary, registry):
    amd64 = f"linux/amd64={STATIC}"
    # The header of a program for arm64, and no program
    (temporary / "arm64").write_bytes(struct.pack("<16s2H44x", b"\x7fELF\x02\x01\x01", 2, 183))
    arm64 = f"linux/arm64={temporary}/arm64"
    layout, again = temporary / "layout", temporary / "again"
    digest = good(RELEASE / "image", layout, amd64, arm64).strip()
    repository = f"{registry.host}/acme/imagelock"

    with test("the same binaries give the same bytes"):
        assert good(RELEASE / "image", again, arm64, amd64).strip() == digest
        assert contents(again) == contents(layout)

    with test("a binary for another processor is refused"):
        done = run(RELEASE / "image", temporary / "refused", f"linux/arm64={STATIC}")
        assert done.returncode == 1 and "is not a Linux program for arm64" in done.stderr, done
    with test("a binary that needs libraries is refused"):
        done = run(RELEASE / "image", temporary / "refused", f"linux/amd64={shutil.which('true')}")
        assert done.returncode == 1 and "is linked dynamically" in done.stderr, done
    with test("what is refused leaves nothing"):
        assert not (temporary / "refused").exists()

    push(layout, repository, "0.1.0", "latest")
    inspect = ["skopeo", "inspect", "--tls-verify=false"]
    for tag in ("0.1.0", "latest"):
        with test(f"the registry has the bytes of the layout as {tag}"):
            raw = subprocess.run([*inspect, "--raw", f"docker://{repository}:{tag}"], capture_output=True, check=True)
            assert "sha256:" + hashlib.sha256(raw.stdout).hexdigest() == digest
    with test("imagelock resolves it to the same digest"):
        found = good(STATIC, "resolve", f"{repository}:0.1.0").strip()
        assert found == f"{repository}:0.1.0@{digest}", found
    for architecture in ("amd64", "arm64"):
        with test(f"skopeo finds the platform linux/{architecture}"):
            command = [*inspect, "--override-arch", architecture, f"docker://{repository}:0.1.0"]
            found = json.loads(good(*command))
            assert (found["Os"], found["Architecture"]) == ("linux", architecture), found
            labels = found["Labels"]
            assert labels["org.opencontainers.image.licenses"] == "MIT OR Apache-2.0", labels
            assert labels["org.opencontainers.image.source"].endswith("/imagelock"), labels
            assert len(labels["org.opencontainers.image.revision"]) == 40, labels
            assert json.loads(good(*command[:2], "--config", *command[2:]))["config"]["User"] == f"{USER}:{USER}"

    scratch(Container(temporary / "scratch", f"{repository}:0.1.0"), registry)


def scratch(container, registry):
    """The image from scratch, which has no git and no shell."""
    wanted = registry.index("acme/app", "1.0", "one")
    image = f"{registry.host}/acme/app"
    manifest = f'[images]\napp = "{image}:1.0"\n\n[files]\nrequire-digests = true\n'
    container.mount({"work/images.toml": manifest, "work/Dockerfile": f"FROM {image}:1.0\n"})
    works = {
        ("--version",): "imagelock ",
        ("update",): "1 added",
        ("lock",): "1 unchanged",
        ("verify",): "",
        ("verify", "--fresh"): "",
        ("get", "app"): f"{image}:1.0@{wanted}\n",
        ("export", "env"): wanted,
        ("resolve", f"{image}:1.0"): f"{image}:1.0@{wanted}\n",
        ("list",): "app",
        ("outdated",): "",
        ("check", "--fix", "Dockerfile"): "Dockerfile was written",
    }
    for arguments, said in works.items():
        with test(f"from scratch, `imagelock {' '.join(arguments)}` works"):
            done = container.run(*arguments)
            assert done.returncode == 0 and said in done.stdout + done.stderr, done
    with test("from scratch, the lock belongs to the user, and nothing lies beside it"):
        lock = container.root / "work/images.lock"
        assert (lock.stat().st_uid, lock.stat().st_mode & 0o777) == (USER, 0o644), lock.stat()
        assert {path.name for path in lock.parent.iterdir()} == {"Dockerfile", "images.lock", "images.toml"}
    with test("from scratch, somebody else's repository is read by any user"):
        good("git", "init", "--quiet", container.root / "work")
        for arguments in (["verify"], ["get", "app"]):
            done = container.run(*arguments, user=1000)
            assert done.returncode == 0, done.stderr
    with test("from scratch, credentials are found in one place, whoever the user is"):
        with login_wanted() as host:
            login = {"auth": base64.b64encode(b"somebody:password").decode()}
            config = {"home/imagelock/.docker/config.json": json.dumps({"auths": {host: login}})}
            container.mount(config)
            for user in (USER, 1000):
                done = container.run("resolve", f"{host}/acme/app:1.0", user=user)
                assert done.returncode == 3 and "/home/imagelock/.docker/config.json" in done.stderr, done.stderr
    container.own("work/.git")
    for line in ("init --manifest-path new.toml", "check", "list --uses", "verify --all", "verify --base main", "diff main"):
        with test(f"from scratch, `imagelock {line}` names git and the image that has it"):
            done = container.run(*line.split())
            assert done.returncode == 2, done
            assert "cannot run `git`" in done.stderr and "image with `-git` in its tag" in done.stderr, done.stderr


def with_git(temporary, registry):
    """The image for runners, which has a shell and git. Its base takes a minute, so that a test of the test may name one."""
    base = os.environ.get("IMAGELOCK_TEST_BASE", temporary / "base.tar")
    if not os.path.exists(base):
        good(RELEASE / "base", "amd64", base)
    layout, repository = temporary / "git-layout", f"{registry.host}/acme/imagelock"
    digest = good(RELEASE / "image", layout, f"linux/amd64={STATIC}", "--base", f"linux/amd64={base}").strip()
    push(layout, repository, "0.1.0-git")
    with test("with git, imagelock resolves it to the digest of the layout"):
        assert good(STATIC, "resolve", f"{repository}:0.1.0-git").strip().endswith("@" + digest)
    container = Container(temporary / "git", f"{repository}:0.1.0-git")
    # Devices that a runtime mounts and git needs
    (container.root / "dev").mkdir(exist_ok=True)
    for device, minor in (("null", 3), ("urandom", 9)):
        os.mknod(container.root / "dev" / device, stat.S_IFCHR | 0o666, os.makedev(1, minor))
    with test("with git, nothing of the machine that built it is in it"):
        found = [name for name in ("etc/hostname", "etc/resolv.conf") if (container.root / name).exists()]
        assert not found and not list((container.root / "usr/share/man").glob("*/*")), found
    registry.index("acme/app", "1.0", "one")
    container.mount({"work/Dockerfile": f"FROM {registry.host}/acme/app:1.0\n"}, user=0)
    git = "git -c user.name=Tester -c user.email=tester@example.com"
    for line in (
        "command -v awk cp sed mktemp xargs",
        "test -s /etc/ssl/certs/ca-certificates.crt",
        "git init --quiet && git add Dockerfile && imagelock init",
        "imagelock update && imagelock check --fix",
        f"git add . && {git} commit --quiet --message lock && imagelock verify --base HEAD && imagelock check --all",
    ):
        with test(f"with git, `{line}` works in a shell"):
            done = container.run("/bin/sh", "-euc", line, user=0)
            assert done.returncode == 0, done.stdout + done.stderr


def main():
    with tempfile.TemporaryDirectory() as directory:
        temporary = Path(directory)
        with Registry(temporary) as registry:
            from_scratch(temporary, registry)
            with_git(temporary, registry)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
