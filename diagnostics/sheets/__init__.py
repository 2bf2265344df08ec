"""The papers of a visit: sheets to sign, and blank forms for a visit on paper. From a diagnosis to documents; pure.

- `fingerprint`: the twelve characters that tie a signed sheet to the facts it rests on, and their QR code.
- `building`: one document per sheet; the sentences stand in `reports/templates/sheets/*.md.j2`.
- `opinion`, `visit`: what is computed for them.
- `paper`: the questionnaire on paper, one form per interviewee.
"""
