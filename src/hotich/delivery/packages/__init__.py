"""The package of a book: one Excel and one zip of PDFs, written, read back and checked. Files only.

A row of the Excel is an entry, so is a PDF of the zip (letter 1437/BTP-CNTT of 2019); a manifest
beside them holds the SHA-256 of all. The same records give the same files, byte for byte.
"""

from hotich.delivery.packages.checking import check, describe
from hotich.delivery.packages.problems import Problem
from hotich.delivery.packages.reading import ReadPackage, read
from hotich.delivery.packages.writing import Package, Row, write

__all__ = ["Package", "Problem", "ReadPackage", "Row", "check", "describe", "read", "write"]
