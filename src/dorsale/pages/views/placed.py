"""Which statements of a thing the parts of its page show, so that the lists of facts and links leave them out."""

from typing import Final

__all__ = ["ELSEWHERE", "GLANCE", "IN_FIGURE", "PARENTS", "POINTING_ELSEWHERE", "TOLD_ELSEWHERE"]

ELSEWHERE: Final[tuple[str, ...]] = (
    "rdf:type",
    "rdfs:label",
    "skos:prefLabel",
    "dor:commitment",
    "dor:event",
    "dor:figure",
    "dor:participation",
    "dor:note",
    "dor:statedIn",
    "dor:firmness",
    "dor:life",
    "dor:delivery",
    "dor:amountUSD",
    "dct:isReplacedBy",
    "schema:sameAs",
    "void:classPartition",
    "void:propertyPartition",
)
IN_FIGURE: Final[tuple[str, ...]] = (
    "dor:measure",
    "dor:value",
    "dor:minimum",
    "dor:maximum",
    "dor:valueText",
    "dor:unit",
    "dor:qualifier",
    "dor:rank",
    "dor:asOf",
    "dor:start",
    "dor:end",
)
PARENTS: Final[tuple[str, ...]] = (
    "dor:commitment",
    "dor:event",
    "dor:figure",
    "dor:participation",
    "dor:listing",
)

GLANCE: Final[dict[str, tuple[str, ...]]] = {
    "organization": ("dor:function", "dor:subsidiaryOf", "dor:country", "dor:founded", "dor:website"),
    "deal": ("dor:announced", "dor:originCount", "dor:strongestOriginKind", "dor:partOf"),
    "site": ("dor:ownedBy", "dor:operatedBy", "dor:developedBy", "dor:usedBy", "dor:country", "dor:locality"),
    "cluster": ("dor:ownedBy", "dor:operatedBy", "dor:usedBy", "dor:sitedAt", "dor:hasComponent", "dor:start"),
    "hardware": ("dor:designedBy", "dor:fabricatedBy", "dor:released"),
    "model": ("dor:developedBy", "dor:released", "dor:published", "dor:openWeights"),
    "platform": ("dor:operatedBy", "dor:released"),
    "source": ("dct:publisher", "dor:sourceKind", "dor:date", "dor:lastSeen", "dct:language", "dor:relays"),
    "publisher": ("dor:website",),
    "claim": ("dor:attributedTo", "dor:claimType", "dor:date", "dor:claimedIn"),
}
"""What the head of a page says of each kind of thing, in this order."""

TOLD_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "organization": (
        "dor:dependsOn",
        "dor:financedBy",
        "dor:paysTo",
        "dor:suppliesTo",
        "dor:memberOfGroup",
        "dor:ultimateParent",
        "dor:estimate",
    ),
    "site": ("dor:dependsOn",),
    "cluster": ("dor:dependsOn",),
    "model": ("dor:offeredOn",),
    "deal": ("dor:strongestSourceKind", "dor:amends", "dor:extends", "dor:supersedes", "dor:trancheOf"),
}
"""What other parts of a page say in full."""

POINTING_ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "organization": (
        "dor:dependent",
        "dor:reliesOn",
        "dor:dependsOn",
        "dor:paysTo",
        "dor:financedBy",
        "dor:suppliesTo",
        "dor:passesThrough",
        "dor:concentrationOf",
        "dor:subsidiaryOf",
        "dor:memberOfGroup",
        "dor:ultimateParent",
        "dor:holder",
        "dor:ownedBy",
        "dor:operatedBy",
        "dor:usedBy",
        "dor:developedBy",
        "dor:designedBy",
        "dor:fabricatedBy",
    ),
    "deal": ("dor:amends", "dor:extends", "dor:supersedes", "dor:trancheOf", "dor:partOf", "dor:conditionalOn"),
    "site": ("dor:dependent", "dor:reliesOn", "dor:sitedAt", "dor:subjectMatter", "dor:target"),
    "cluster": ("dor:dependent", "dor:reliesOn"),
    "hardware": ("dor:hasComponent", "dor:subjectMatter", "dor:reliesOn", "dor:dependsOn"),
    "model": ("dor:offers", "dor:subjectMatter"),
    "platform": ("dor:onPlatform", "dor:offeredOn", "dor:subjectMatter"),
    "publisher": ("dct:publisher",),
    "figure": ("dor:disagreesWith",),
    "programme": ("dor:partOf",),
}
"""The links to a thing that other parts of its page show."""
