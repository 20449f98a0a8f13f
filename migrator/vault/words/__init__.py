"""Lists of words: the EFF's long list for passphrases, and passphrases that everybody tries first. Data only."""
