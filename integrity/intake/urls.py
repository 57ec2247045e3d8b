"""The addresses of the import in the browser. A file, a profile and an import are named by a random public key."""

from django.urls import URLPattern, URLResolver, include, path

from integrity.intake.views import files, mapping, profiles, runs

app_name = "intake"

incoming: list[URLPattern | URLResolver] = [
    path("", files.incoming, name="incoming"),
    path("reading/", mapping.reading, name="reading"),
    path("columns/", mapping.columns, name="columns"),
    path("values/", mapping.values, name="values"),
    path("values/<slug:field>/", mapping.values_of, name="values_of"),
    path("profile/", mapping.profile, name="profile"),
    path("profile/save/", mapping.save_profile, name="save_profile"),
    path("profile.toml", mapping.profile_text, name="profile_text"),
    path("check/", files.check, name="check"),
    path("import/", files.bring_in, name="bring_in"),
    path("discard/", files.discard, name="discard"),
    path("refused.csv", files.refused, name="refused"),
]

urlpatterns = [
    path("", files.own, name="list"),
    path("new/", files.new, name="new"),
    path("templates/<slug:kind>.csv", files.template, name="template"),
    path("profiles/", profiles.listed, name="profiles"),
    path("profiles/bring-in/", profiles.bring_in, name="profile_bring_in"),
    path("profiles/<slug:key>.toml", profiles.text, name="saved_text"),
    path("profiles/<slug:key>/withdraw/", profiles.withdraw, name="profile_withdraw"),
    path("runs/", runs.listed, name="runs"),
    path("runs/<slug:key>/take-back/", runs.TakeBack.as_view(), name="take_back"),
    path("files/<slug:key>/", include(incoming)),
]
