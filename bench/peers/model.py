"""What is told to Splink of a list of persons: columns, comparisons, rules.

It follows Splink's own guides: the ready-made comparisons, term frequencies on
exact agreements, u by random sampling, m by expectation maximisation under several
blocking rules. Nothing is tuned by looking at the truth.
"""

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import block_on

# Headings of the lists that are measured, for each field.
HEADINGS = {
    "given": ["given_name", "first_name"],
    "family": ["family_name", "surname"],
    "dob": ["date_of_birth", "dob"],
    "number": ["street_number"],
    "street": ["street", "address_1"],
    "postcode": ["postcode"],
    "city": ["city", "suburb"],
    "email": ["email"],
    "phone": ["phone", "phone_number"],
    "document": ["document", "soc_sec_id"],
}

# Lists write names in capitals and with or without accents, and telephones with or
# without their country: made alike first, as any user of Splink would.
CLEAN = {
    "dob": "coalesce(try_strptime({c}, '%Y-%m-%d'), try_strptime({c}, '%Y%m%d'))::date",
    "phone": "right(regexp_replace({c}, '[^0-9]', '', 'g'), 8)",
    "email": "lower({c})",
}
ALIKE = "lower(strip_accents({c}))"


def columns(present):
    """The SQL of each field that a list has; present are its headings, trimmed."""
    out = {}
    for field, names in HEADINGS.items():
        for name in names:
            if name in present:
                cell = f"nullif(trim(\"{present[name]}\"), '')"
                out[field] = CLEAN.get(field, ALIKE).format(c=cell)
                break
    return out


def address():
    """Street, postcode and city in one comparison: who shares the first shares the others."""
    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.And(cll.NullLevel("street"), cll.NullLevel("postcode"), cll.NullLevel("city")),
            cll.And(cll.ExactMatchLevel("street"), cll.ExactMatchLevel("postcode")),
            cll.ExactMatchLevel("street").configure(tf_adjustment_column="street"),
            cll.JaroWinklerLevel("street", 0.92),
            cll.ExactMatchLevel("postcode").configure(tf_adjustment_column="postcode"),
            cll.ExactMatchLevel("city").configure(tf_adjustment_column="city"),
            cll.ElseLevel(),
        ],
    )


def comparisons(has, names, place):
    """One comparison a field, or one of both names, or of the whole address."""
    out = []
    if names == "together":
        out.append(cl.ForenameSurnameComparison("given", "family", forename_surname_concat_col_name="full_name"))
    else:
        out += [cl.NameComparison("given"), cl.NameComparison("family")]
    ready = {
        "dob": cl.DateOfBirthComparison("dob", input_is_string=False),
        "number": cl.ExactMatch("number").configure(term_frequency_adjustments=True),
        "street": cl.JaroWinklerAtThresholds("street", [0.92, 0.85]).configure(term_frequency_adjustments=True),
        "postcode": cl.DamerauLevenshteinAtThresholds("postcode", [1]).configure(term_frequency_adjustments=True),
        "city": cl.JaroWinklerAtThresholds("city", [0.9]).configure(term_frequency_adjustments=True),
        "email": cl.EmailComparison("email"),
        "phone": cl.DamerauLevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
        "document": cl.DamerauLevenshteinAtThresholds("document", [1, 2]),
    }
    if place == "together" and {"street", "postcode", "city"} <= set(has):
        out.append(address())
        for field in ("street", "postcode", "city"):
            del ready[field]
    return out + [c for field, c in ready.items() if field in has]


# Pairs are compared that agree on all of one line. In a list of a million each line
# gives some millions of pairs at most.
RULES = [
    ["document"],
    ["phone"],
    ["email"],
    ["dob"],
    ["given", "family"],
    ["substr(given, 1, 4)", "substr(family, 1, 4)"],
    ["family", "year(dob)"],
    ["family", "strftime(dob, '%m-%d')"],
    ["family", "postcode"],
    ["family", "city"],
    ["given", "postcode"],
    ["given", "street"],
    ["street", "postcode"],
]

# A small list can afford what a large one cannot: any pair with one name in common.
SMALL = [["given"], ["family"]]
SMALL_IS = 20_000


def uses(rule, field):
    return any(term == field or f"({field}" in term for term in rule)


def known(rules, has):
    """The rules whose fields the list has."""
    return [r for r in rules if not any(uses(r, f) for f in HEADINGS if f not in has)]


def blocking(has, records):
    rules = known(RULES + (SMALL if records <= SMALL_IS else []), has)
    out = [block_on(*r) for r in rules]
    out.append("l.given = r.family and l.family = r.given")
    return out


def training(has):
    """Rules for expectation maximisation: each trains what it does not block on."""
    return [block_on(*r) for r in known([["given", "family"], ["dob"], ["email"]], has)]


def certain(has):
    """Rules that hold almost only for one person, from which the prior is worked out."""
    rules = [["given", "family", "dob"], ["document"], ["email"]]
    return [block_on(*r) for r in known(rules, has)]
