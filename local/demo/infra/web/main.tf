# What visitors see. Change a heading and open a pull request: the plan shows what that would do.
resource "page" "front" {
  heading = "Welcome"
  title   = "Infrastructure"
}

resource "redirect" "old_shop" {
  from = "/shop"
  to   = "/"
}
