"""Delimited text in the shapes that suppliers send it."""

import codecs
from pathlib import Path

import pytest

from pim.formats import reading
from pim.formats.errors import FormatError
from pim.formats.table import ReadOptions
from tests.formats.files import cells, table


def write(folder: Path, data: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("cp1252", b""),
        ("utf-32-le", codecs.BOM_UTF32_LE),
    ],
)
def test_encodings_are_found_out(tmp_path: Path, encoding: str, mark: bytes) -> None:
    text = "sku;nom;prix\r\nA1;Crème brûlée à l'œuf;12,50\r\nA2;Pâté de forêt;3,99\r\n"
    path = write(tmp_path, mark + text.encode(encoding))
    info, rows = table(path)
    assert info.names == ("sku", "nom", "prix")
    assert rows[0].cells == ("A1", "Crème brûlée à l'œuf", "12,50")
    assert info.decimal == ","


def test_polish_is_not_taken_for_western(tmp_path: Path) -> None:
    text = "sku;opis\r\n" + "".join(
        f"A{n};Żółta łódź płynie spokojnie po rzece w świetle księżyca, a dzieci śpią\r\n" for n in range(30)
    )
    info, rows = table(write(tmp_path, text.encode("cp1250")))
    assert rows[0].cells[1].startswith("Żółta łódź")
    assert any("not UTF-8" in note for note in info.notes)


def test_a_few_bad_bytes_do_not_change_the_encoding_of_the_whole(tmp_path: Path) -> None:
    good = "".join(f"A{n};été à Besançon\n" for n in range(100)).encode()
    info, rows = table(write(tmp_path, b"sku;name\n" + good + b"B1;caf\xe9\n"))
    assert info.encoding == "utf-8"
    assert any("1 character " in note for note in info.notes)
    assert [problem.code for problem in rows[-1].problems] == ["undecodable"]
    assert rows[0].cells == ("A0", "été à Besançon")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_are_found_out(tmp_path: Path, sign: str) -> None:
    lines = [["sku", "name", "price"], ["A1", "Lamp", "12.50"], ["A2", "Chair", "8"]]
    path = write(tmp_path, "".join(sign.join(line) + "\n" for line in lines))
    info, rows = table(path)
    assert info.delimiter == sign
    assert rows[1].cells == ("A2", "Chair", "8")


def test_commas_in_prose_do_not_beat_the_real_delimiter(tmp_path: Path) -> None:
    path = write(tmp_path, "sku;text\nA;one, two\nB;three, four\nC;five, six\n")
    assert table(path)[0].delimiter == ";"


def test_the_sep_line_of_spreadsheets_is_honoured_and_dropped(tmp_path: Path) -> None:
    info, rows = table(write(tmp_path, "sep=;\nsku;name\nA;x,y\n"))
    assert info.names == ("sku", "name")
    assert [row.cells for row in rows] == [("A", "x,y")]


def test_an_unclosed_quote_costs_one_row_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'sku,name\nA,ok\nB,"never closed\nC,fine\nD,"closed"\nE,last\n')
    rows = table(path)[1]
    assert [(row.line, row.cells[0]) for row in rows if not row.problems] == [
        (2, "A"), (4, "C"), (5, "D"), (6, "E"),
    ]  # fmt: skip
    (broken,) = [row for row in rows if row.problems]
    assert (broken.line, broken.problems[0].code, broken.problems[0].fatal) == (3, "quotes", True)


def test_a_quote_that_swallows_rows_until_another_quote_is_noticed(tmp_path: Path) -> None:
    path = write(tmp_path, 'sku,name,size\nA,"lamp,M\nB,chair,L\nC,sofa,"S",x\nD,bed,XL\n')
    rows = table(path)[1]
    assert [row.cells[0] for row in rows if not row.problems] == ["B", "D"]
    assert [row.line for row in rows if row.problems] == [2, 4]


def test_line_breaks_inside_quotes_are_kept_and_lines_counted(tmp_path: Path) -> None:
    rows = table(write(tmp_path, 'sku,text\r\nA,"one\r\ntwo"\r\nB,x\r\n'))[1]
    assert [(row.line, row.cells) for row in rows] == [(2, ("A", "one\r\ntwo")), (4, ("B", "x"))]


def test_doubled_line_ends_give_no_blank_rows(tmp_path: Path) -> None:
    info, rows = table(write(tmp_path, "sku;name\r\r\nA;x\r\r\nB;y\r\r\n"))
    assert info.mended_line_ends
    assert [(row.line, row.cells) for row in rows] == [(2, ("A", "x")), (3, ("B", "y"))]


def test_fields_longer_than_the_csv_default_are_read(tmp_path: Path) -> None:
    long = "x" * 200_000
    assert cells(write(tmp_path, f"sku,text\nA,{long}\n")) == [("A", long)]


def test_nul_bytes_are_removed_and_reported(tmp_path: Path) -> None:
    rows = table(write(tmp_path, b"sku,name\nA,la\0mp\nB,x\n"))[1]
    assert rows[0].cells == ("A", "lamp")
    assert rows[0].problems[0].code == "nul"


def test_short_rows_are_padded_and_long_ones_are_rejected(tmp_path: Path) -> None:
    rows = table(write(tmp_path, "sku,name,size\nA,x\nB,x,M,1,50\nC,x,M,,\n"))[1]
    assert rows[0].cells == ("A", "x", "")
    assert rows[1].problems[0].fatal
    assert "5 values" in rows[1].problems[0].reason
    assert rows[2].cells == ("C", "x", "M")
    assert not rows[2].problems


def test_rows_wider_than_the_header_throughout_get_generated_columns(tmp_path: Path) -> None:
    info, rows = table(write(tmp_path, "code,name\n1,aa,en\n2,ab,fr\n3,ac,de\n"))
    assert info.names == ("code", "name", "column_3")
    assert any("shifted" in note for note in info.notes)
    assert not rows[0].problems


def test_padding_blanks_are_taken_away(tmp_path: Path) -> None:
    text = 'name   ,sku ,text           \nLamp   ,A1  ,"a, b"         \n       ,A2  ,               \n'
    info, rows = table(write(tmp_path, text))
    assert info.trim
    assert info.names == ("name", "sku", "text")
    assert [row.cells for row in rows] == [("Lamp", "A1", "a, b"), ("", "A2", "")]


def test_blanks_that_belong_to_values_stay(tmp_path: Path) -> None:
    assert cells(write(tmp_path, "sku,name\nA, x\nB,y\nC,z\n"))[0] == ("A", " x")


def test_without_header_names_are_generated(tmp_path: Path) -> None:
    info, rows = table(write(tmp_path, "3266980033613;PLATS;Cordon bleu\n3038352880305;PLATS;Ravioli\n"))
    assert info.names == ("column_1", "column_2", "column_3")
    assert (info.has_header, len(rows)) == (False, 2)


def test_the_person_may_say_there_is_a_header_or_none(tmp_path: Path) -> None:
    path = write(tmp_path, "sku,name\nA,x\n")
    assert table(path, header=False)[0].names == ("column_1", "column_2")
    assert table(write(tmp_path, "1,2\n3,4\n", "b.csv"), header=True)[0].names == ("1", "2")


def test_repeated_and_empty_header_names_are_made_unique(tmp_path: Path) -> None:
    assert table(write(tmp_path, "sku,price,price,,price_2\nA,1,2,3,4\n"))[0].names == (
        "sku", "price", "price_2", "column_4", "price_2_2",
    )  # fmt: skip


def test_titles_above_the_header_are_passed_over(tmp_path: Path) -> None:
    info, rows = table(write(tmp_path, "Price list 2026,,,\n,,,\nsku,name,size,price\nA,x,M,5\nB,y,L,6\n"))
    assert (info.header_line, info.names[0]) == (3, "sku")
    assert len(rows) == 2
    assert any("Price list 2026" in note for note in info.notes)


def test_a_wrong_delimiter_is_refused_with_the_right_one(tmp_path: Path) -> None:
    path = write(tmp_path, "sku,name\nA,x\n")
    with pytest.raises(FormatError, match="with “,” it has 2"):
        reading.inspect(path, ReadOptions(delimiter=";"))


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no encoding named"):
        reading.inspect(write(tmp_path, "a,b\n1,2\n"), ReadOptions(encoding="utf-99"))


def test_a_number_cut_to_an_exponent_is_reported(tmp_path: Path) -> None:
    rows = table(write(tmp_path, "sku,gtin\nA,4.00638E+12\nB,4006381333931\n"))[1]
    assert [problem.code for problem in rows[0].problems] == ["precision"]
    assert not rows[1].problems


def test_decimal_signs_are_decided_per_column(tmp_path: Path) -> None:
    info = table(write(tmp_path, "sku;a;b;c\nA;1,50;1.234;12.5\nB;2,75;5.678;0.25\n"))[0]
    assert [column.decimal for column in info.columns] == ["", ",", "?", "."]
    assert info.decimal == ""


def test_a_thousand_broken_rows_mean_a_wrong_quote(tmp_path: Path) -> None:
    text = "sku,name\n" + "".join(f'A{n},"5" pipe"\n' for n in range(1_500))
    with pytest.raises(FormatError, match="quotes that do not close"):
        table(write(tmp_path, text))
