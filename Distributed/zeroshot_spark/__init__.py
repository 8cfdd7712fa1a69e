"""Ranks classes for images, or embeds images, on Apache Spark, with `zeroshot worker`."""
