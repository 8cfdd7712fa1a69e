"""What the machine and the contestants are."""

import datetime
import importlib.metadata
import os
import pathlib
import platform
import subprocess

PACKAGES = ("torch", "transformers", "open_clip_torch", "timm", "onnxruntime", "openvino", "ncnn", "faster-clip", "Pillow")
FEATURES = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile")


def describe(zeroshot, threads):
    """Facts for the heading of the table."""
    information = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    fields = dict(
        (part.strip() for part in line.split(":", 1)) for line in information.splitlines() if ":" in line
    )
    flags = fields.get("flags", "").split()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    doctor = subprocess.run([zeroshot, "doctor"], capture_output=True, text=True, check=True).stdout
    own = dict(line.split(maxsplit=1) for line in doctor.splitlines() if " " in line)
    return {
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "processor": f"{fields.get('model name')}, family {fields.get('cpu family')}, model {fields.get('model')}",
        "cores": os.cpu_count(),
        "features": ", ".join(feature for feature in FEATURES if feature in flags),
        "memory": f"{memory / 2**30:.1f} GiB",
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release().split('-')[0]}",
        "threads": threads,
        "zeroshot": f"{own['zeroshot']} with oneDNN {own['oneDNN']}, libvips {own['libvips']}",
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "python": platform.python_version(),
    }  # fmt: skip
