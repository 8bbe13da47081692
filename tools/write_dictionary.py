"""Write the data dictionary, generated from the record format, into data/README.md."""

from pathlib import Path

from massage.words.dictionary import insert_dictionary

README = Path(__file__).resolve().parents[1] / "data" / "README.md"

if __name__ == "__main__":
    text = insert_dictionary(README.read_text(encoding="utf-8"))
    README.write_text(text, encoding="utf-8", newline="\n")
