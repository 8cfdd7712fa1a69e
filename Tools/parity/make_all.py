"""Makes every committed fixture and resource anew: `python Tools/parity/make_all.py`.

Each program runs by itself and writes to its own folder; README.md says which.
"""

import pathlib
import subprocess
import sys
import time

PROGRAMS = (
    "images.py",
    "resampling.py",
    "preprocessing.py",
    "tokenizer_resources.py",
    "tokens.py",
    "sentencepiece_models.py",
    "tokenizer_kinds.py",
    "openclip_tokenizers.py",
    "model_images.py",
    "clip_models.py",
    "openclip_models.py",
    "openclip_published.py",
    "counterparts.py",
    "siglip_models.py",
    "siglip_openclip.py",
    "torch_archives.py",
    "demo_reference.py",
    "evaluation_metrics.py",
    "calibration.py",
    "tip_adapter.py",
)


def main():
    folder = pathlib.Path(__file__).resolve().parent
    for program in PROGRAMS:
        print(f"== {program}", flush=True)
        start = time.monotonic()
        subprocess.run([sys.executable, str(folder / program)], check=True)
        print(f"   {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
