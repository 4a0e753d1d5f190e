"""Addresses of the case that this browser has open, below ``/<language>/case/``."""

from django.urls import path

from intake_forms.wizard import (
    another_paper,
    calendar,
    case,
    checklist,
    copies,
    erasing,
    handover,
    helping,
    inviting,
    permissions,
    sending,
    thread,
    thumbnails,
)

app_name = "case"
urlpatterns = [
    path("", case.status, name="status"),
    path("messages/", thread.messages, name="messages"),
    path("papers/<slug:slot>/", another_paper.paper, name="paper"),
    path("papers/<slug:slot>/<uuid:item>/", another_paper.paper, name="paper_of"),
    path("uploads/", sending.announce, name="uploads"),
    path("uploads/<uuid:pk>/", sending.upload, name="upload"),
    path("uploads/<uuid:pk>/<int:number>/", sending.piece, name="piece"),
    path("thumbnails/<uuid:upload>/", thumbnails.thumbnail, name="thumbnail"),
    path("appointment.ics", calendar.appointment, name="calendar"),
    path("appointment/seen/", case.appointment_seen, name="appointment_seen"),
    path("permissions/", permissions.permissions, name="permissions"),
    path("checklist/", checklist.page, name="checklist"),
    path("checklist.pdf", checklist.pdf, name="checklist_pdf"),
    path("summary/", copies.summary, name="summary"),
    path("summary.pdf", copies.pdf, name="pdf"),
    path("data.json", copies.data, name="data"),
    path("invitations/", inviting.sheets, name="invitations"),
    path("invitations/<uuid:pk>/", inviting.sheet, name="sheet"),
    path("handover/", handover.handover, name="handover"),
    path("help/", helping.one_time_help, name="help"),
    path("delete/", erasing.delete, name="delete"),
    path("deleted/", erasing.deleted, name="deleted"),
]
