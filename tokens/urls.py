"""The addresses of what is asked across sites."""

from __future__ import annotations

from django.urls import path

from tokens import views

app_name = "tokens"
urlpatterns = [path("search/", views.search, name="search")]
