"""A real registry on loopback, Debian's docker-registry, and images to push there"""

import gzip
import hashlib
import io
import json
import socket
import ssl
import subprocess
import tarfile
import time
import urllib.parse
import urllib.request


class Registry:
    def __init__(self, directory, tls=False):
        self.directory = directory
        self.context = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{probe.getsockname()[1]}"
        self.certificate = self.certify() if tls else None
        self.address = f"{'https' if tls else 'http'}://{self.host}"
        config = directory / "registry.yml"
        config.write_text(
            "version: 0.1\nlog: { level: error }\n"
            f"storage: {{ filesystem: {{ rootdirectory: {directory}/registry }} }}\n"
            f"http: {{ addr: '{self.host}', secret: lab{self.tls()} }}\n"
        )
        self.log = open(directory / "registry.log", "w")
        self.process = subprocess.Popen(["docker-registry", "serve", str(config)], stdout=self.log, stderr=self.log)
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.address}/v2/", timeout=2, context=self.context).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.stop()
        raise SystemExit("docker-registry does not start: " + (directory / "registry.log").read_text())

    def certify(self):
        """Makes a certificate for this address, which signs itself, and returns its path."""
        path = self.directory / "registry.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
             "-subj", "/CN=registry", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path.with_suffix(".key"), "-out", path],
            check=True, capture_output=True,
        )
        self.context = ssl.create_default_context(cafile=path)
        return path

    def tls(self):
        if not self.certificate:
            return ""
        return f", tls: {{ certificate: '{self.certificate}', key: '{self.certificate.with_suffix('.key')}' }}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def send(self, method, url, body, kind="application/octet-stream"):
        request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": kind})
        with urllib.request.urlopen(request, timeout=10, context=self.context) as answer:
            return answer.headers

    def blob(self, repository, body):
        digest = "sha256:" + hashlib.sha256(body).hexdigest()
        location = self.send("POST", f"{self.address}/v2/{repository}/blobs/uploads/", b"")["Location"]
        location = urllib.parse.urljoin(f"{self.address}/", location)
        glue = "&" if "?" in location else "?"
        self.send("PUT", f"{location}{glue}digest={digest}", body)
        return {"digest": digest, "size": len(body)}

    def manifest(self, repository, reference, document):
        body = json.dumps(document).encode()
        digest = "sha256:" + hashlib.sha256(body).hexdigest()
        self.send(
            "PUT", f"{self.address}/v2/{repository}/manifests/{reference or digest}", body, document["mediaType"]
        )
        return {"mediaType": document["mediaType"], "digest": digest, "size": len(body)}

    def image(self, repository, tag, content, architecture="amd64"):
        """Pushes an image of one small layer, and returns its descriptor."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            entry = tarfile.TarInfo("content")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content.encode()))
        layer = self.blob(repository, gzip.compress(archive.getvalue(), mtime=0))
        diff = "sha256:" + hashlib.sha256(archive.getvalue()).hexdigest()
        config = {"architecture": architecture, "os": "linux", "rootfs": {"type": "layers", "diff_ids": [diff]}}
        config = self.blob(repository, json.dumps(config).encode())
        kind = "application/vnd.oci.image."
        return self.manifest(
            repository,
            tag,
            {
                "schemaVersion": 2,
                "mediaType": kind + "manifest.v1+json",
                "config": {"mediaType": kind + "config.v1+json", **config},
                "layers": [{"mediaType": kind + "layer.v1.tar+gzip", **layer}],
            },
        )["digest"]

    def index(self, repository, tag, content):
        """Pushes an index of two platforms, and returns its digest."""
        manifests = []
        for architecture in ("amd64", "arm64"):
            digest = self.image(repository, None, f"{content} {architecture}", architecture)
            size = int(self.head(repository, digest)["Content-Length"])
            manifests.append(
                {
                    "mediaType": "application/vnd.oci.image.manifest.v1+json",
                    "digest": digest,
                    "size": size,
                    "platform": {"os": "linux", "architecture": architecture},
                }
            )
        kind = "application/vnd.oci.image.index.v1+json"
        return self.manifest(repository, tag, {"schemaVersion": 2, "mediaType": kind, "manifests": manifests})["digest"]

    def head(self, repository, reference):
        request = urllib.request.Request(
            f"{self.address}/v2/{repository}/manifests/{reference}",
            method="HEAD",
            headers={"Accept": "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json"},
        )
        with urllib.request.urlopen(request, timeout=10, context=self.context) as answer:
            return answer.headers
