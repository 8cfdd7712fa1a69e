import OneDNN
import Testing

@testable import ZeroShot

struct ProductWorkTests {
    /// Widths, layers and MLPs as the field has them: B, L and the text towers beside them.
    private static func sizes(
        _ width: Int, layers: Int, activation: Activation = .quickGELU
    ) -> TransformerConfiguration {
        TransformerConfiguration(
            hiddenSize: width, mlpSize: 4 * width, layers: layers, heads: width / 64,
            activation: activation, epsilon: 1e-5
        )
    }

    private static func vision(
        _ width: Int, layers: Int, patch: Int, _ embedding: Int
    ) -> CLIPVisionConfiguration {
        CLIPVisionConfiguration(
            transformer: sizes(width, layers: layers), patchSize: patch, imageHeight: 224,
            imageWidth: 224, embeddingDimension: embedding
        )
    }

    private static func text(_ width: Int, _ embedding: Int) -> CLIPTextConfiguration {
        CLIPTextConfiguration(
            transformer: sizes(width, layers: 12), vocabularySize: 49408, contextLength: 77,
            pooling: .highestToken, embeddingDimension: embedding
        )
    }

    private static let siglip = SigLIPVisionConfiguration(
        transformer: sizes(768, layers: 12), patchSize: 16, imageHeight: 224, imageWidth: 224
    )

    private static let rn50 = ModifiedResNetConfiguration(
        layers: [3, 4, 6, 3], width: 64, heads: 32, imageSize: 224, embeddingDimension: 1024
    )

    private static let coca = OpenCLIPVisionConfiguration(
        sizes: vision(768, layers: 12, patch: 32, 512),
        pooling: .queries(AttentionalPoolConfiguration(queries: 256, heads: 8, answer: .first))
    )

    /// What open_clip publishes in `docs/model_profile.csv`, in GFLOP with two decimals.
    @Test(arguments: [
        ("ViT-B-32", vision(768, layers: 12, patch: 32, 512).work, 8.82),
        ("ViT-B-16", vision(768, layers: 12, patch: 16, 512).work, 35.13),
        ("ViT-L-14", vision(1024, layers: 24, patch: 14, 768).work, 162.03),
        ("RN50", rn50.work, 12.22),
        ("coca_ViT-B-32", coca.work, 9.19),
        ("ViT-B-16-SigLIP", siglip.work, 35.42),
        ("ViT-B-32, text", text(512, 512).work(tokens: 9), 5.96),
        ("ViT-L-14, text", text(768, 768).work(tokens: 9), 13.3),
        (
            "ViT-B-16-SigLIP, text",
            SigLIPTextConfiguration(
                transformer: sizes(768, layers: 12), vocabularySize: 32000, contextLength: 64,
                embeddingDimension: 768
            ).work, 11.02
        ),
    ])
    func `the whole work is what open_clip publishes`(
        tower: String, work: ProductWork, gigaflops: Double
    ) {
        #expect(abs(Double(work.wholeFLOPs) / 1e9 - gigaflops) <= 0.005, "\(tower)")
        #expect(work.needed < work.whole, "\(tower)")
    }

    @Test func `of ViT-B/32's last block all tokens give keys and values, one the rest`() {
        // 49 patches of 3 x 32 x 32 numbers.
        let patches = 49 * 3072 * 768
        // 50 tokens: four maps of 768 x 768, two of 768 x 3072, and 50 x 50 pairs twice.
        let block = 50 * (4 * 768 * 768 + 2 * 768 * 3072) + 2 * 50 * 50 * 768
        let last = 50 * 2 * 768 * 768 + 2 * 768 * 768 + 2 * 768 * 3072 + 2 * 50 * 768
        let projection = 768 * 512
        let work = Self.vision(768, layers: 12, patch: 32, 512).work
        #expect(work.whole == patches + 12 * block + projection)
        #expect(work.whole == 4_408_811_520)
        #expect(work.needed == patches + 11 * block + last + projection)
        #expect(work.needed == 4_116_034_560)
    }

    @Test func `SigLIP's probe asks all patches, and its query is no work of a picture`() {
        let patches = 196 * 768 * 768
        let block = 196 * (4 * 768 * 768 + 2 * 768 * 3072) + 2 * 196 * 196 * 768
        let head = 196 * 2 * 768 * 768 + 2 * 196 * 768 + 768 * 768 + 2 * 768 * 3072
        #expect(Self.siglip.work.needed == patches + 12 * block + head)
        #expect(Self.siglip.work.whole == Self.siglip.work.needed + 768 * 768)
    }

    @Test func `RN50 lets one of 50 tokens ask where the reference lets all`() {
        let row = 2048 * 2048 + 2 * 50 * 2048 + 2048 * 1024
        #expect(Self.rn50.work.whole - Self.rn50.work.needed == 49 * row)
        let keysAndValues = 50 * 2 * 2048 * 2048
        #expect(Self.rn50.work.needed - row - keysAndValues == 5_367_226_368)
    }

    @Test func `a short prompt needs the work of its tokens`() {
        let block = 9 * 12 * 512 * 512 + 2 * 9 * 9 * 512
        let last = 9 * 2 * 512 * 512 + 10 * 512 * 512 + 2 * 9 * 512
        let work = Self.text(512, 512).work(tokens: 9)
        #expect(work.needed == 11 * block + last + 512 * 512)
        #expect(Self.text(512, 512).work(tokens: 10).needed > work.needed)
        #expect(Self.text(512, 512).work(tokens: 10).whole == work.whole)
    }

    @Test func `where patches are averaged the last block is needed whole`() {
        var tower = OpenCLIPVisionConfiguration(
            sizes: Self.vision(768, layers: 12, patch: 32, 512)
        )
        #expect(tower.work == tower.sizes.work)
        for pooling in [
            OpenCLIPVisionConfiguration.Pooling.meanOfNormedPatches, .normOfMeanPatch,
        ] {
            tower.pooling = pooling
            #expect(tower.work.needed == tower.sizes.work.whole)
        }
    }

    @Test func `CoCa's prompt has one more token and no projection where it is none`() {
        var tower = OpenCLIPTextConfiguration(
            transformer: Self.sizes(512, layers: 12), vocabularySize: 49408, contextLength: 76,
            embeddingDimension: 512
        )
        tower.pooling = .classToken(padding: 0)
        #expect(tower.work(tokens: 76).whole == Self.text(512, 512).work(tokens: 77).whole)
        tower.projection = .none
        #expect(
            Self.text(512, 512).work(tokens: 77).whole - tower.work(tokens: 76).whole == 512 * 512
        )
    }

    @Test func `a NaFlex picture needs the work of its patches`() {
        let tower = SigLIPImageConfiguration.naFlex(
            NaFlexVisionConfiguration(
                transformer: Self.sizes(768, layers: 12), patchSize: 16, positionSide: 16
            )
        )
        let fixed = SigLIPImageConfiguration.fixed(Self.siglip)
        let square = PixelSize(width: 224, height: 224)
        #expect(tower.work(of: square) == fixed.work(of: square))
        let narrow = tower.work(of: PixelSize(width: 16, height: 16 * 196))
        #expect(narrow == tower.work(of: square))
        #expect(tower.work(of: PixelSize(width: 112, height: 224)).whole < narrow.whole)
    }

    @Test(arguments: ParityCase.all)
    func `every kind of checkpoint counts its towers`(name: String) throws {
        let layout = try ParityCase.layout(name)
        let picture =
            switch layout.resolution {
            case .fixed(let width, let height): PixelSize(width: width, height: height)
            case .patches(_, let side): PixelSize(width: 3 * side, height: 2 * side)
            }
        let image = layout.imageWork(of: picture)
        let text = layout.textWork(tokens: layout.contextLength)
        #expect(image.needed > 0 && image.needed <= image.whole)
        #expect(text.needed > 0 && text.needed < text.whole)
    }
}
