# Where it is kept.
resource "bucket" "uploads" {
  versioned = true
  days      = 30
}
