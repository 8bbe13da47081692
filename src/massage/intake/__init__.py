"""Exports of practice software in, session records without names out."""
