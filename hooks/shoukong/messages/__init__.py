"""What findings say: every code with its severity, message and remedy, in Chinese and English."""
