"""Addresses of the forms, below ``/<language>/forms/``."""

from django.urls import path

from intake_forms.wizard import hub, items, key, start, trying, views

app_name = "intake_forms"
urlpatterns = [
    path("<slug:form>/", start.start, name="start"),
    path("<slug:form>/key/", key.key, name="key"),
    path("<slug:form>/tasks/", hub.tasks, name="tasks"),
    path("<slug:form>/<slug:step>/", views.step, name="step"),
    path("<slug:form>/trial/<str:token>/", trying.begin, name="trial"),
    path("<slug:form>/trial/<str:token>/<slug:step>/", trying.preview, name="preview"),
    path("<slug:form>/trial/<str:token>/<slug:step>/item/", trying.preview_item, name="preview_item"),
    path("<slug:form>/<slug:step>/<uuid:item>/", items.item, name="item"),
]
