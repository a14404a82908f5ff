#!/usr/bin/env python3
"""Exports a lock with the real imagelock, $IMAGELOCK, and gives what it writes to the tools that it is for.

The code of most of them is a library in Go, called by tests/automation/export; docker-compose and a shell run as they
are. Ends with `N passed, N failed`, and with 1 where one failed. Where a tool is missing, what needs it is left out and
said so; with IMAGELOCK_REQUIRE_AUTOMATION=1 that is a failure.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMAGELOCK = os.environ["IMAGELOCK"]
REQUIRED = os.environ.get("IMAGELOCK_REQUIRE_AUTOMATION") == "1"

# Of Docker Hub and elsewhere, with a port, without a tag, with another algorithm, with a tag that looks like a number
IMAGES = {
    "app": ("ghcr.io/acme/app", "main", "sha512:" + "4" * 128),
    "node.20": ("registry.example:5000/acme/node.js", "20", "sha256:" + "1" * 64),
    "tool": ("docker.io/acme/tool", None, "sha256:" + "3" * 64),
    "web": ("docker.io/library/nginx", "1.27", "sha256:" + "2" * 64),
}
EXPECTED = {
    name: f"{image}{':' + tag if tag else ''}@{digest}" for name, (image, tag, digest) in IMAGES.items()
}
COMPOSE = f"""\
x-restart: &restart
  restart: always
services:
  web:
    <<: *restart
    image: nginx:1.27
  tool:
    image: acme/tool@{IMAGES["tool"][2]}
  node.20:
    image: "registry.example:5000/acme/node.js:20"
  app: {{ image: "ghcr.io/acme/app:main" }}
  variable:
    image: ${{REGISTRY:-docker.io}}/nginx:${{TAG:-1.27}}
  child:
    extends: {{ service: web }}
  built:
    build: .
    image: acme/built:dev
"""
EXPORTS = {
    "images.env": ["env"],
    "images.hcl": ["bake"],
    "images.auto.tfvars": ["terraform"],
    "policy.json": ["buildkit"],
    "kustomization.yaml": ["kustomize"],
    "override.yaml": ["compose", "--file", "compose.yaml"],
    "values.yaml": [
        "helm",
        "--map=web=frontend.image",
        "--map=tool=tool",
        "--map=app=app.image:reference",
        "--map=node.20=node:registry,repository,tag,digest",
        "--map=tool=pinned:repository,digest",
    ],
}

passed = failed = 0


def result(name, problem):
    """Counts a test that has no problem, or fails by it."""
    global passed, failed
    if problem:
        failed += 1
        print(f"FAILED: {name}: {problem}")
    else:
        passed += 1
        print(f"ok: {name}")


def left_out(what):
    if REQUIRED:
        result(what, "left out")
    else:
        print(f"LEFT OUT: {what}")


def run(*command, **options):
    return subprocess.run(command, text=True, capture_output=True, **options)


def make_exports(directory):
    """A lock, a compose file, what is expected, and every export."""
    lock = "version = 1\n"
    for name, (image, tag, digest) in IMAGES.items():
        tag = f'tag = "{tag}"\n' if tag else ""
        lock += f'\n[images."{name}"]\nimage = "{image}"\n{tag}digest = "{digest}"\n'
    (directory / "images.lock").write_text(lock)
    (directory / "compose.yaml").write_text(COMPOSE)
    (directory / "expected.json").write_text(json.dumps(EXPECTED))
    for output, arguments in EXPORTS.items():
        done = run(IMAGELOCK, "export", *arguments, "--lock-only", "--output", output, cwd=directory)
        wrong = None if (done.returncode, done.stdout) == (0, f"wrote {output}\n") else done.stdout + done.stderr
        result(f"`imagelock export {arguments[0]}` writes {output}", wrong)


def ask_go(directory):
    """The libraries of compose, kustomize, helm, Bake, BuildKit and terraform's language."""
    if not shutil.which("go"):
        left_out("tests/automation/export, which needs go")
        return
    # No toolchain is downloaded in place of the one that is here. Nearly all of the time is the compiler's where nothing is
    # cached, a minute on two cores: it need not optimise, and may take memory
    environment = os.environ | {"EXPORTS": str(directory), "GOTOOLCHAIN": "local", "GOGC": "400"}
    flags = ["-count=1", "-v", "-vet=off", "-gcflags=all=-N -l", "-ldflags=-s -w"]
    done = run("go", "test", *flags, ".", cwd=HERE / "export", env=environment)
    verdicts = re.findall(r"^--- (\w+): Test(\w+)", done.stdout, re.MULTILINE)
    for verdict, name in verdicts:
        result(name, None if verdict == "PASS" else "see below")
    if done.returncode != 0 or not verdicts:
        result("go test", done.stdout + done.stderr)


def ask_docker_compose(directory):
    """The docker-compose that is installed; it prints what it made of the files."""
    if not shutil.which("docker-compose"):
        left_out("docker-compose, which is not installed")
        return
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory)}
    command = ["docker-compose", "-f", "compose.yaml", "-f", "override.yaml", "config"]
    done = run(*command, cwd=directory, env=environment)
    found = sorted(re.findall(r"^    image: (.*)$", done.stdout, re.MULTILINE))
    wanted = sorted([*EXPECTED.values(), EXPECTED["web"], EXPECTED["web"], "acme/built:dev"])
    wrong = None if found == wanted else f"it found {found}\n{done.stdout}{done.stderr}"
    result("docker-compose takes the override", wrong)


def ask_a_shell(directory):
    done = run("sh", "-c", '. ./images.env && echo "$IMAGE_WEB $IMAGE_NODE_20"', cwd=directory)
    wanted = f"{EXPECTED['web']} {EXPECTED['node.20']}\n"
    result("a shell reads the variables", None if done.stdout == wanted else done.stdout + done.stderr)


with tempfile.TemporaryDirectory(prefix="imagelock-export-") as temporary:
    exports = Path(temporary)
    make_exports(exports)
    ask_a_shell(exports)
    ask_docker_compose(exports)
    ask_go(exports)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
