"""The sample: synthetic records of two communities and a hotel, made once from a fixed seed.

`python -m sample` rewrites `records/`. Nothing here names a real person or firm.
"""
