"""The columns of II.06a: every figure of a line has its number, words and rule, and sums take in their parts."""

from desk_app.domain.columns_06a import COLUMN_RULES, COLUMN_WORDS, LATE_COLUMNS, LINE_COLUMNS, Column, Stand
from desk_app.domain.statistics import IDENTITIES, Line06a


def test_what_is_counted_stands_in_the_order_of_a_line() -> None:
    assert tuple(column.name.lower() for column in LINE_COLUMNS) == Line06a._fields


def test_every_column_has_its_figure_its_words_and_its_rule() -> None:
    line = Line06a(*(10**at for at in range(len(Line06a._fields))))
    for column in Column:
        assert line.figure(column) == getattr(line, column.name.lower())
    assert list(COLUMN_WORDS) == list(COLUMN_RULES) == list(Column)
    assert len(set(COLUMN_WORDS.values())) == len(Column)


def test_a_sum_asks_for_nothing_its_parts_do_not_ask_for() -> None:
    for whole, parts in IDENTITIES[:3]:
        for part in parts:
            assert set(COLUMN_RULES[Column(whole)]) <= set(COLUMN_RULES[Column(part)])


def test_no_two_columns_of_a_group_ask_for_the_same() -> None:
    rules = [COLUMN_RULES[column] for column in LINE_COLUMNS]
    assert len(set(rules)) == len(rules)
    assert {stand for rule in COLUMN_RULES.values() for stand in rule} == set(Stand)
    assert set(LATE_COLUMNS) < set(LINE_COLUMNS)
