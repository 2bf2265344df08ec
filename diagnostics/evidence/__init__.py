"""Photos and scans as evidence: made harmless and small, read, and assigned. Pure; nothing here knows a workspace.

- `photos`: a phone photo (JPEG, PNG, HEIC) → a JPEG without position or other personal data, the hash of the original.
- `inbox`: a folder of new photos, in the order in which they were taken, and the move out of it afterwards.
- `assigning`: what one key does while photos are assigned to answers, rows and findings.
- `codes`: the QR code on a scanned sheet.

Typical use, by whoever has the screen and the workspace::

    for item in list_inbox(folder, known=hashes_of_originals).photos:
        photo = read_photo(item.path)
        with kept_copy(photo) as copy:
            seen = workspace.add_evidence(code, "现场照片", Grade.E3, file=copy, date=photo.taken_on,
                                          original_sha256=photo.sha256)
        ...                                    # cite `seen.id` in the answer, row or finding
        settle(item)                           # only now: the event is on the disk
"""
