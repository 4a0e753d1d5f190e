"""Addresses of the forms, below ``/<language>/forms/``."""

from django.urls import path

from intake_forms.wizard import items, pages, views

app_name = "intake_forms"
urlpatterns = [
    path("<slug:form>/", pages.start, name="start"),
    path("<slug:form>/key/", pages.key, name="key"),
    path("<slug:form>/<slug:step>/", views.step, name="step"),
    path("<slug:form>/<slug:step>/<uuid:item>/", items.item, name="item"),
]
