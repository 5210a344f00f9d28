"""One way to show a form: label, help, error beside the field, and all errors at the top."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "hamkor/forms/form.html"
    field_template_name = "hamkor/forms/field.html"
