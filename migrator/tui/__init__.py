"""The full-screen face: a thin one over `migrator.app`, in four stages: keep, look, move, leave."""
