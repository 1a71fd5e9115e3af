"""The page of one's role."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotich.guide import queries
from hotich.people.request import Request


@require_GET
def guide(request: Request) -> HttpResponse:
    """Show the page of a role, by default the person's own; everybody may read every one."""
    role = queries.choose(request.user, request.GET.get("role", ""))
    roles = [(one.value, one.label) for one in queries.PAGES]
    context = {"page": queries.page(role), "role": role.value, "roles": roles}
    return render(request, "guide/guide.html", context)
