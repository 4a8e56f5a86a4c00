"""Page models: one frozen dataclass per page, plain values in, no database and no request.

A service fills the model, a blueprint renders the template of the same name with `page` and `shell`:
`render_template("teacher/class_page.html", shell=shell, page=page)`. `gateway.web.pages.jinja.install(app)` gives
the templates their words. Every template that has a sheet has a second one with only the sheet, for requests that
carry `X-Waymark-Part: sheet`.
"""
