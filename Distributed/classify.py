"""Ranks classes for images: spark-submit classify.py INPUT... --format F --output O -- OPTIONS."""

import sys

from zeroshot_spark.job import main

if __name__ == "__main__":
    sys.exit(main("classify", sys.argv[1:]))
