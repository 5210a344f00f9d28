"""Factories make states of the world, not acts: they write without asking permission and leave no events."""

import factory

from hamkor.audit.kernel import standing_in


class Factory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def create(cls, **kwargs):
        with standing_in("factory"):
            return super().create(**kwargs)

    @classmethod
    def create_batch(cls, size, **kwargs):
        with standing_in("factory"):
            return super().create_batch(size, **kwargs)
