"""Embeds images: spark-submit embed.py INPUT... --format F --output O -- --checkpoint C."""

import sys

from zeroshot_spark.job import main

if __name__ == "__main__":
    sys.exit(main("embed", sys.argv[1:]))
