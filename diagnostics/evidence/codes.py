"""Reads the QR codes on a photo of a sheet."""

from __future__ import annotations

import io


def read_codes(jpeg: bytes) -> tuple[str, ...]:
    """Return the texts of the QR codes on a picture, in the order in which they are found."""
    import zxingcpp
    from PIL.Image import open as open_image

    with open_image(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return tuple(each.text for each in found)
