/// Where one side of a cropped picture comes from.
struct CropSpan: Equatable {
    /// The positions of the resized picture that are kept.
    let kept: Range<Int>
    /// How many positions are filled up before them.
    let padding: Int
}

extension PreprocessorConfiguration.Resizing {
    /// The size that a picture of `size` is resized to.
    ///
    /// A side may come out as zero: the picture is too elongated, and the references refuse it too.
    func size(for size: PixelSize) -> PixelSize {
        switch self {
        case .none:
            size
        case .exact(let target):
            target
        case .shortestEdge(let edge):
            Self.size(size, shortest: edge, proportion: Double(edge))
        case .boundedEdges(let shortest, let longest):
            Self.boundedSize(size, shortest, longest)
        case .covering(let target):
            Self.scaled(size, to: target, by: min)
        case .fitting(let target):
            Self.scaled(size, to: target, by: max)
        case .patchGrid(let maximum, let patchSize):
            Self.gridSize(size, maximum, patchSize)
        }
    }

    /// The size whose shorter side is `shortest`; the longer one is rounded down.
    ///
    /// Source: `get_resize_output_image_size` in transformers, `_compute_resized_output_size` in
    /// torchvision.
    private static func size(
        _ size: PixelSize, shortest: Int, proportion: Double
    ) -> PixelSize {
        let (width, height) = (Double(size.width), Double(size.height))
        return size.width <= size.height
            ? PixelSize(width: shortest, height: Int(proportion * height / width))
            : PixelSize(width: Int(proportion * width / height), height: shortest)
    }

    /// As the above while the longer side stays within `longest`, else shrunk to it.
    ///
    /// Source: `get_size_with_aspect_ratio` in transformers' `image_transforms.py`.
    private static func boundedSize(
        _ size: PixelSize, _ shortest: Int, _ longest: Int
    ) -> PixelSize {
        let short = min(size.width, size.height)
        let long = max(size.width, size.height)
        guard Double(long) / Double(short) * Double(shortest) > Double(longest) else {
            return short == shortest
                ? size : Self.size(size, shortest: shortest, proportion: Double(shortest))
        }
        let exact = Double(longest) * Double(short) / Double(long)
        let rounded = Int(exact.rounded(.toNearestOrEven))
        return short == rounded ? size : Self.size(size, shortest: rounded, proportion: exact)
    }

    /// Divides both sides by one of the two ratios of picture and target.
    ///
    /// Source: `ResizeKeepRatio` in open_clip's `transform.py`.
    private static func scaled(
        _ size: PixelSize, to target: PixelSize, by choose: (Double, Double) -> Double
    ) -> PixelSize {
        let ratio = choose(
            Double(size.height) / Double(target.height), Double(size.width) / Double(target.width)
        )
        return PixelSize(
            width: Int((Double(size.width) / ratio).rounded(.toNearestOrEven)),
            height: Int((Double(size.height) / ratio).rounded(.toNearestOrEven))
        )
    }
}

extension PreprocessorConfiguration.Resizing {
    /// Searches for the scale by halving an interval, 1e-6 to 100, until it is shorter than 1e-5.
    ///
    /// The result depends on where the search stops, so the steps are the reference's. Source:
    /// `get_image_size_for_max_num_patches` in transformers' `image_processing_pil_siglip2.py`.
    private static func gridSize(
        _ size: PixelSize, _ maximum: Int, _ patchSize: Int
    ) -> PixelSize {
        func patches(_ side: Int, _ scale: Double) -> Int {
            max(1, Int((Double(side) * scale / Double(patchSize)).rounded(.up)))
        }
        let precision = 1e-5
        var (low, high) = (precision / 10, 100.0)
        while high - low >= precision {
            let scale = (low + high) / 2
            if patches(size.width, scale) * patches(size.height, scale) <= maximum {
                low = scale
            } else {
                high = scale
            }
        }
        return PixelSize(
            width: patches(size.width, low) * patchSize,
            height: patches(size.height, low) * patchSize
        )
    }
}

extension PreprocessorConfiguration.Crop {
    /// The byte that fills up what a picture lacks.
    var fill: UInt8 {
        switch self {
        case .none, .huggingFace: 0
        case .openCLIP(let fill): fill
        }
    }

    /// What is kept of a side of `length` when `target` is wanted.
    func span(of length: Int, to target: Int) -> CropSpan {
        let excess = length - target
        switch self {
        case .none:
            return CropSpan(kept: 0..<length, padding: 0)
        case .huggingFace where excess < 0:
            return CropSpan(kept: 0..<length, padding: (1 - excess) / 2)
        case .openCLIP where excess < 0:
            return CropSpan(kept: 0..<length, padding: -excess / 2)
        case .huggingFace:
            return CropSpan(kept: excess / 2..<excess / 2 + target, padding: 0)
        case .openCLIP:
            let offset = Int((Double(excess) / 2).rounded(.toNearestOrEven))
            return CropSpan(kept: offset..<offset + target, padding: 0)
        }
    }
}
