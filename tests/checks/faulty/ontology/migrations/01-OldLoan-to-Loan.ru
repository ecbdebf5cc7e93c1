#! error migration-leaves-use
# old: dor:OldLoan
# new: dor:Loan
# since: 0.2.0
# title-en: Old loans become loans, and stay what they were
# title-fr: Les prêts à l’ancienne deviennent des prêts et restent ce qu’ils étaient
PREFIX dor: <https://w3id.org/dorsale/ontology#>

INSERT { ?subject a dor:Loan } WHERE { ?subject a dor:OldLoan }
