#pragma once

namespace relent::estimating {

/// What one side shows and the other does not: how often of how many observations (`all` 0: a model, with mass
/// `share`).
struct lacking {
  double share, all;
  double others;  ///< observations of the side without it
  /// So many categories or cells out of which it was picked by the data; 0 where it was named beforehand.
  double picked_from = 0;
};

/// KL of "this happens" alone, in nats, at the lower end of an interval of this level: the share by Clopper & Pearson,
/// the other side's chance by the chance to miss it every time. Where it was picked by the data, each of both holds for
/// every set of categories at once (2^c of them). 0 where that tells nothing.
[[nodiscard]] double kl_at_least(const lacking& of, double level);

}  // namespace relent::estimating
