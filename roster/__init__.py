"""The domain of neighbourhood rosters: problems, rosters, rules, verdicts, exports."""
