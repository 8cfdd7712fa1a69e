"""Ranks classes for images, or embeds images, on Apache Spark: one `zeroshot worker` for each task slot."""
