"""The one form of the site: an address to scan."""

from __future__ import annotations

from typing import Any

from django import forms

from scanner import pipeline
from scanner.errors import ScanError
from scanner.models import Scan


class ScanForm(forms.Form):
    """An address that anyone may type.

    Its field checks nothing: what is an address is for the pipeline to say, so that the
    web, the command, the API and MCP refuse the same things with the same codes.
    """

    url = forms.Field(
        required=False,
        widget=forms.TextInput(
            attrs={
                "placeholder": "example.com",
                "inputmode": "url",
                "autocomplete": "url",
                "autocapitalize": "none",
                "spellcheck": "false",
                "maxlength": 2048,
                "aria-describedby": "scan-note",
            }
        ),
    )

    refusal: ScanError | None = None

    def submit(self, requested_by: Any | None) -> Scan | None:
        """Queue a scan of the address; None, and `refusal` says why, when it is refused."""
        self.full_clean()
        try:
            return pipeline.submit(
                self.cleaned_data.get("url") or "", requested_by=requested_by
            )
        except ScanError as error:
            self.refusal = error
            self.fields["url"].widget.attrs |= {
                "aria-invalid": "true",
                "aria-describedby": "refusal",
            }
            return None
