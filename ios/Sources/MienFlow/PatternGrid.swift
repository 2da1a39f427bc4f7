/// Where the nine dots lie, and which one a finger is on.
public struct PatternGrid: Sendable {
    private let side: Double
    /// How near to a dot counts, as a part of the distance between two.
    private static let reach = 0.36

    /// - Parameter side: the side of the square that the grid fills.
    public init(side: Double) {
        self.side = side
    }

    /// The middle of a dot, 0 to 8.
    public func place(of dot: UInt8) -> (x: Double, y: Double) {
        (x: (Double(dot % 3) + 0.5) * side / 3, y: (Double(dot / 3) + 0.5) * side / 3)
    }

    /// The dot at a place; nil between dots.
    public func dot(at x: Double, _ y: Double) -> UInt8? {
        (0..<9).first { dot in
            let (dx, dy) = (place(of: dot).x - x, place(of: dot).y - y)
            let near = side / 3 * Self.reach
            return dx * dx + dy * dy < near * near
        }
    }
}
