"""What a firm declares of itself in `portal.yaml`, its glossary and its sample."""
