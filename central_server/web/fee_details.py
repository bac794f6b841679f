"""What is said of a fee beside its name and amount: how it is counted, tiers, cap, and when it is taken."""

from desk_app.catalogue_files.template_columns import BASIS_WORDS
from desk_app.domain.fees import FeeBasis, FeeRule
from desk_app.domain.procedure_diff import CHANNEL_LABELS
from desk_app.domain.procedures import ChannelKind
from desk_app.domain.said import Said, said

_BASIS_NAMES = {basis: words for words, basis in BASIS_WORDS.items()}


def fee_details(rule: FeeRule) -> tuple[Said, ...]:
    """Return the details of a fee one by one; none of a fee taken once, always, and in one amount."""
    told = [] if rule.basis is FeeBasis.FIXED else [said(_BASIS_NAMES[rule.basis])]
    told += [
        said("từ trang {page}: {amount} đồng", page=tier.from_page, amount=int(tier.amount)) for tier in rule.tiers
    ]
    if rule.cap is not None:
        told.append(said("tối đa {amount} đồng", amount=int(rule.cap)))
    if rule.case:
        told.append(said("trường hợp {case}", case=rule.case))
    if rule.channel:
        told.append(said(CHANNEL_LABELS[ChannelKind(rule.channel)]))
    return tuple(told)
